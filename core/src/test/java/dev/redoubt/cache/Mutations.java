// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damaged and invented entries, the same for the same seed. */
final class Mutations {
  private static final int[] NASTY = {0, 1, -1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff};
  private static final int LONGEST_NOISE = 300;

  private final List<byte[]> corpus;
  private final Random random;

  Mutations(List<byte[]> corpus, long seed) {
    this.corpus = corpus;
    this.random = new Random(seed);
  }

  /** Noise, or a mutant of the corpus; its checksum is right in half of the cases. */
  byte[] next() {
    if (random.nextInt(20) == 0) {
      return noise();
    }
    byte[] mutant = pick();
    int steps = 1 + random.nextInt(4);
    for (int i = 0; i < steps; i++) {
      mutant = step(mutant);
    }
    if (random.nextBoolean() && mutant.length >= Entry.HEADER_LENGTH) {
      Entry.INT.set(mutant, Entry.CHECKSUM, Entry.checksum(mutant));
    }
    return mutant;
  }

  private byte[] noise() {
    byte[] noise = new byte[random.nextInt(LONGEST_NOISE)];
    random.nextBytes(noise);
    return noise;
  }

  private byte[] pick() {
    return corpus.get(random.nextInt(corpus.size())).clone();
  }

  private byte[] step(byte[] bytes) {
    return switch (random.nextInt(6)) {
      case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      case 1 -> Arrays.copyOf(bytes, bytes.length + random.nextInt(40));
      case 2 -> splice(bytes, pick());
      case 3 -> withNastyNumber(bytes);
      case 4 -> withRandomByte(bytes);
      default -> withFlippedBit(bytes);
    };
  }

  private byte[] splice(byte[] start, byte[] end) {
    int from = random.nextInt(end.length + 1);
    int to = random.nextInt(start.length + 1);
    byte[] spliced = Arrays.copyOf(start, to + end.length - from);
    System.arraycopy(end, from, spliced, to, end.length - from);
    return spliced;
  }

  /** Lengths and counts are two or four bytes. */
  private byte[] withNastyNumber(byte[] bytes) {
    int number = NASTY[random.nextInt(NASTY.length)];
    if (bytes.length >= 2 && random.nextBoolean()) {
      Entry.SHORT.set(bytes, random.nextInt(bytes.length - 1), (short) number);
    } else if (bytes.length >= 4) {
      Entry.INT.set(bytes, random.nextInt(bytes.length - 3), number << random.nextInt(16));
    }
    return bytes;
  }

  private byte[] withRandomByte(byte[] bytes) {
    if (bytes.length > 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  private byte[] withFlippedBit(byte[] bytes) {
    if (bytes.length > 0) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }
}
