// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EntryTest {
  private static final byte[] VALUE = "value".getBytes(UTF_8);

  @Test
  void of_readsWhatWasWritten() throws UndecodableException {
    byte[] bytes = new EntryWriter(2)
        .key(0x0123456789abcdefL)
        .codec(0x89abcdef, 0xfedcba9876543210L)
        .times(1_000, 2_000, 3_000)
        .loadCostMicros(4_000)
        .lease(5_000, 6_000)
        .expired()
        .epoch(7_000)
        .tag(0, 8_000, 8_001)
        .tag(1, 9_000, 9_001)
        .write(VALUE);

    Entry entry = Entry.of(bytes);

    assertThat(entry.isHollow()).isFalse();
    assertThat(entry.isNegative()).isFalse();
    assertThat(entry.isExpired()).isTrue();
    assertThat(entry.keyFingerprint()).isEqualTo(0x0123456789abcdefL);
    assertThat(entry.codec()).isEqualTo(0x89abcdef);
    assertThat(entry.schema()).isEqualTo(0xfedcba9876543210L);
    assertThat(entry.created()).isEqualTo(1_000);
    assertThat(entry.freshUntil()).isEqualTo(2_000);
    assertThat(entry.staleUntil()).isEqualTo(3_000);
    assertThat(entry.loadCostMicros()).isEqualTo(4_000);
    assertThat(entry.token()).isEqualTo(5_000);
    assertThat(entry.leaseUntil()).isEqualTo(6_000);
    assertThat(entry.epoch()).isEqualTo(7_000);
    assertThat(entry.tagCount()).isEqualTo(2);
    assertThat(entry.tag(1)).isEqualTo(9_000);
    assertThat(entry.tagEpoch(1)).isEqualTo(9_001);
    assertThat(valueOf(entry)).isEqualTo(VALUE);
  }

  @Test
  void of_hollowEntry_hasNoValue() throws UndecodableException {
    Entry entry = Entry.of(new EntryWriter().lease(1, 2).hollow());

    assertThat(entry.isHollow()).isTrue();
    assertThat(entry.valueLength()).isZero();
  }

  @Test
  void of_loadOfManyHours_saturatesItsCost() throws UndecodableException {
    Entry entry = Entry.of(new EntryWriter().loadCostMicros(Long.MAX_VALUE).write(VALUE));

    assertThat(entry.loadCostMicros()).isEqualTo(0xFFFF_FFFFL);
  }

  @Test
  void of_changedLease_keepsTheChecksum() throws UndecodableException {
    byte[] bytes = sample();
    bytes[Entry.STATE] = Entry.EXPIRED;
    Entry.LONG.set(bytes, Entry.TOKEN, 77L);
    Entry.LONG.set(bytes, Entry.LEASE_UNTIL, 88L);

    Entry entry = Entry.of(bytes);

    assertThat(entry.token()).isEqualTo(77);
    assertThat(entry.isExpired()).isTrue();
  }

  @Test
  void of_laterFieldsInTheHeader_skipsThem() throws UndecodableException {
    byte[] bytes = sample();
    byte[] longer = new byte[bytes.length + 3];
    System.arraycopy(bytes, 0, longer, 0, Entry.TAGS);
    System.arraycopy(VALUE, 0, longer, Entry.TAGS + 3, VALUE.length);
    Entry.SHORT.set(longer, Entry.HEADER_LENGTH, (short) (Entry.TAGS + 3));
    Entry.INT.set(longer, Entry.CHECKSUM, Entry.checksum(longer));

    assertThat(valueOf(Entry.of(longer))).isEqualTo(VALUE);
  }

  @Test
  void of_textOfAnotherProgram_isForeign() {
    assertUndecodable("{\"name\":\"Paris\"}".getBytes(UTF_8), Undecodable.FOREIGN);
    assertUndecodable(new byte[0], Undecodable.FOREIGN);
  }

  @Test
  void of_nextVersion_isOfAnotherVersion() {
    byte[] bytes = sample();
    bytes[2] = 2;

    assertUndecodable(bytes, Undecodable.VERSION);
  }

  @Test
  void of_unknownFlag_isOfAnotherVersion() {
    byte[] bytes = sample();
    Entry.SHORT.set(bytes, Entry.FLAGS, (short) 4);
    Entry.INT.set(bytes, Entry.CHECKSUM, Entry.checksum(bytes));

    assertUndecodable(bytes, Undecodable.VERSION);
  }

  @Test
  void of_unknownState_isOfAnotherVersion() {
    byte[] bytes = sample();
    bytes[Entry.STATE] = 2;

    assertUndecodable(bytes, Undecodable.VERSION);
  }

  @Test
  void of_everyTruncation_isUndecodable() {
    byte[] bytes = sample();

    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertUndecodable(cut, length < 3 ? Undecodable.FOREIGN : Undecodable.CORRUPT);
    }
  }

  @Test
  void of_everyFlippedBitBehindTheChecksum_isCorrupt() {
    for (int bit = Entry.CHECKSUM * 8; bit < sample().length * 8; bit++) {
      byte[] bytes = sample();
      bytes[bit / 8] ^= (byte) (1 << (bit % 8));

      assertUndecodable(bytes, Undecodable.CORRUPT);
    }
  }

  @Test
  void of_moreTagsThanTheHeaderHolds_isCorrupt() {
    byte[] bytes = sample();
    Entry.SHORT.set(bytes, Entry.TAG_COUNT, (short) 0xFFFF);
    Entry.INT.set(bytes, Entry.CHECKSUM, Entry.checksum(bytes));

    assertUndecodable(bytes, Undecodable.CORRUPT);
  }

  @Test
  void of_randomBytesWithARightChecksum_isReadOrUndecodable() {
    SplittableRandom random = new SplittableRandom(20261123);
    for (int round = 0; round < 200_000; round++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      disguise(bytes);

      readEverything(bytes);
    }
  }

  @Test
  void of_mutatedEntries_isReadOrUndecodable() {
    SplittableRandom random = new SplittableRandom(20261124);
    for (int round = 0; round < 200_000; round++) {
      byte[] bytes = Arrays.copyOf(sample(), random.nextInt(2 * sample().length));
      for (int i = random.nextInt(6); i > 0 && bytes.length > 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      if (random.nextBoolean()) {
        disguise(bytes);
      }

      readEverything(bytes);
    }
  }

  /** Makes bytes pass the first checks, so that the later ones are reached. */
  private static void disguise(byte[] bytes) {
    if (bytes.length < Entry.TAGS) {
      return;
    }
    System.arraycopy(sample(), 0, bytes, 0, 4);
    short flags = (short) Entry.SHORT.get(bytes, Entry.FLAGS);
    Entry.SHORT.set(bytes, Entry.FLAGS, (short) (flags & 3));
    Entry.INT.set(bytes, Entry.CHECKSUM, Entry.checksum(bytes));
  }

  /** Fails if any accessor reads outside the input; undecodable is fine. */
  private static void readEverything(byte[] bytes) {
    try {
      Entry entry = Entry.of(bytes);
      for (int i = 0; i < entry.tagCount(); i++) {
        assertThat(new long[] {entry.tag(i), entry.tagEpoch(i)}).hasSize(2);
      }
      assertThat(valueOf(entry)).hasSizeLessThanOrEqualTo(bytes.length);
    } catch (UndecodableException e) {
      assertThat(e.reason()).isNotNull();
    }
  }

  private static byte[] sample() {
    return new EntryWriter().key(1).codec(2, 3).times(4, 5, 6).write(VALUE);
  }

  private static byte[] valueOf(Entry entry) {
    int from = entry.valueOffset();
    return Arrays.copyOfRange(entry.bytes(), from, from + entry.valueLength());
  }

  private static void assertUndecodable(byte[] bytes, Undecodable reason) {
    assertThatExceptionOfType(UndecodableException.class)
        .isThrownBy(() -> Entry.of(bytes))
        .returns(reason, UndecodableException::reason);
  }
}
