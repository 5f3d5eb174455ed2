// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever lies in Redis: the decoder of entries answers or throws its one exception, and allocates
 * no more than the input's length; codecs throw exceptions, never errors, and allocate no more than
 * the cache's limit for values.
 */
class EntryFuzzTest {
  private static final int LIMIT = 64 << 10;
  private static final EntryContext PARIS =
      new EntryContext("redoubt:cities:paris".getBytes(UTF_8), LIMIT);
  private static final KeyRing KEYS = KeyRing.of(1, new byte[32]);

  /** An entry, a checksum, an exception. */
  private static final int ENTRY_OBJECTS = 512;

  /** A cipher, a parser of JSON, a copy of the plain bytes, the text, a step of its growth. */
  private static final long CODEC_OBJECTS = 64 << 10;

  /** Jackson turns 1e99999 into a number of as many digits before it finds it too large. */
  private static final long JSON_NUMBERS = 4 << 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static List<byte[]> corpus;

  @BeforeAll
  static void read() throws IOException {
    corpus = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/entries/v1"))) {
      for (Path file : files.sorted().toList()) {
        corpus.add(HexFormat.of().parseHex(Files.readString(file).replaceAll("(?m)#.*$|\\s", "")));
      }
    }
    assertThat(corpus).hasSizeGreaterThan(8);
  }

  @Test
  void anyBytes_areAnEntryOrUndecodable() {
    fuzzEntries(200_000, 1);
  }

  @Test
  @Tag("thorough")
  void anyBytes_areAnEntryOrUndecodable_thoroughly() {
    for (int seed = 2; seed < 102; seed++) {
      fuzzEntries(500_000, seed);
    }
  }

  @Test
  void tags_ofAHugeValueThatClaimsMany_areNone() {
    byte[] hostile = new byte[1 << 20];
    hostile[0] = Entry.MAGIC_0;
    hostile[1] = Entry.MAGIC_1;
    hostile[2] = Entry.VERSION;
    for (int count : new int[] {1, Tags.MAX, Tags.MAX + 1, 0xFFFF}) {
      Entry.SHORT.set(hostile, Entry.TAG_COUNT, (short) count);
      Entry.SHORT.set(hostile, Entry.HEADER_LENGTH, (short) 0);
      assertThat(Entry.tagsOf(hostile)).isEmpty();
      Entry.SHORT.set(hostile, Entry.HEADER_LENGTH, (short) 0xFFFF);
      assertThat(Entry.tagsOf(hostile)).hasSize(count > Tags.MAX ? 0 : count);
    }
  }

  @Test
  void anyValue_isDecodedOrRefused() {
    fuzzCodecs(20_000, 1);
  }

  @Test
  @Tag("thorough")
  void anyValue_isDecodedOrRefused_thoroughly() {
    for (int seed = 2; seed < 102; seed++) {
      fuzzCodecs(50_000, seed);
    }
  }

  private static void fuzzEntries(int rounds, long seed) {
    Mutations mutations = new Mutations(corpus, seed);
    int entries = 0;
    for (int i = 0; i < rounds; i++) {
      byte[] bytes = mutations.next();
      long before = THREADS.getCurrentThreadAllocatedBytes();
      boolean decoded = isDecoded(bytes);
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      entries += decoded ? 1 : 0;
      // The first rounds load classes.
      if (i > 1000 && allocated > ENTRY_OBJECTS + bytes.length) {
        throw failure("an entry took " + allocated + " bytes", seed, i, bytes);
      }
    }
    assertThat(entries).as("mutants that are entries").isBetween(rounds / 100, rounds);
  }

  private static boolean isDecoded(byte[] bytes) {
    try {
      int tags = Entry.tagsOf(bytes).length;
      Entry entry = Entry.of(bytes);
      if (tags != (entry.tagCount() > Tags.MAX ? 0 : entry.tagCount())) {
        throw new AssertionError(tags + " tags of " + entry.tagCount());
      }
      touch(entry);
      return true;
    } catch (UndecodableException e) {
      return false;
    }
  }

  /** Reads every field, which must be within the bytes. */
  private static long touch(Entry entry) {
    long sum = entry.keyFingerprint()
        + entry.codec()
        + entry.schema()
        + entry.token()
        + entry.leaseUntil()
        + entry.created()
        + entry.freshUntil()
        + entry.staleUntil()
        + entry.loadCostMicros()
        + entry.epoch();
    for (int i = 0; i < entry.tagCount(); i++) {
      sum += entry.tag(i) + entry.tagEpoch(i);
    }
    for (int i = 0; i < entry.valueLength(); i++) {
      sum += entry.bytes()[entry.valueOffset() + i];
    }
    return sum;
  }

  private static void fuzzCodecs(int rounds, long seed) {
    List<Codec<?>> codecs = List.of(
        Codec.json(City.class),
        Codec.strings(),
        Codec.bytes(),
        Codec.json(City.class).compressed(),
        Codec.strings().compressed(Compression.zstd()),
        Codec.json(City.class).encrypted(KEYS),
        Codec.strings().compressed().encrypted(KEYS));
    Mutations mutations = new Mutations(payloads(), seed);
    int values = 0;
    for (int i = 0; i < rounds; i++) {
      byte[] bytes = mutations.next();
      for (Codec<?> codec : codecs) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        values += isValue(codec, bytes) ? 1 : 0;
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        long bound =
            CODEC_OBJECTS + 3L * LIMIT + (codec.id().startsWith("json") ? JSON_NUMBERS : 0);
        if (i > 1000 && allocated > bound) {
          throw failure(codec.id() + " took " + allocated + " bytes", seed, i, bytes);
        }
      }
    }
    assertThat(values).as("mutants that are values").isGreaterThan(rounds);
  }

  /** The values of the corpus without their headers. */
  private static List<byte[]> payloads() {
    List<byte[]> payloads = new ArrayList<>();
    for (byte[] bytes : corpus) {
      int header = Short.toUnsignedInt((short) Entry.SHORT.get(bytes, Entry.HEADER_LENGTH));
      byte[] payload = new byte[bytes.length - header];
      System.arraycopy(bytes, header, payload, 0, payload.length);
      payloads.add(payload);
    }
    return payloads;
  }

  /** Whether it is a value; an exception makes the read a miss. */
  private static boolean isValue(Codec<?> codec, byte[] bytes) {
    try {
      codec.decode(bytes, 0, bytes.length, PARIS);
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private static AssertionError failure(String what, long seed, int round, byte[] bytes) {
    return new AssertionError(what + ", seed " + seed + ", round " + round + ", of " + bytes.length
        + ": " + HexFormat.of().formatHex(bytes));
  }
}
