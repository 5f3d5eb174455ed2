// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.util.zip.Deflater;

/** How {@link Codec#compressed(Compression)} compresses, and from which size on. Immutable. */
public final class Compression {
  private static final int THRESHOLD = 2048;
  private static final int ZSTD_LEVEL = 3;

  private final Compressor compressor;
  private final int threshold;

  private Compression(Compressor compressor, int threshold) {
    this.compressor = compressor;
    this.threshold = threshold;
  }

  /** Deflate by the JDK, at its default level, above 2 KiB. */
  public static Compression deflate() {
    return deflate(6);
  }

  /**
   * Deflate by the JDK.
   *
   * @param level from 1, the fastest, to 9, the smallest
   */
  public static Compression deflate(int level) {
    return new Compression(
        new Deflate(level("deflate", level, Deflater.BEST_COMPRESSION)), THRESHOLD);
  }

  /**
   * Zstandard, above 2 KiB. It needs the optional library {@code com.github.luben:zstd-jni}.
   *
   * @throws IllegalStateException if the library is not there
   */
  public static Compression zstd() {
    return zstd(ZSTD_LEVEL);
  }

  /**
   * As {@link #zstd()}.
   *
   * @param level from 1, the fastest, to 19, the smallest
   */
  public static Compression zstd(int level) {
    return new Compression(Zstd.of(level("zstd", level, 19)), THRESHOLD);
  }

  private static int level(String name, int level, int most) {
    if (level < 1 || level > most) {
      throw new IllegalArgumentException(
          "the level of " + name + " must be 1 to " + most + ": " + level);
    }
    return level;
  }

  /**
   * The same for values of more than {@code bytes} encoded bytes; smaller ones stay as they are.
   */
  public Compression above(int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("a threshold must not be negative: " + bytes);
    }
    return new Compression(compressor, bytes);
  }

  Compressor compressor() {
    return compressor;
  }

  int threshold() {
    return threshold;
  }

  @Override
  public String toString() {
    return "Compression[" + compressor.id() + ", above=" + threshold + "]";
  }
}
