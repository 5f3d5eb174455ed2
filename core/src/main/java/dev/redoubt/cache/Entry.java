// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * An entry as it lies in Redis: a header and the encoded value. It is a view: nothing is copied,
 * and nothing is allocated that the input's length does not bound. docs/entry-format.md is the
 * reference.
 *
 * <pre>
 *  0  3  magic FD 52, version 1
 *  3  1  state: bit 0 expired by hand           changed in place,
 *  4  8  lease token, 0 = none                  therefore outside
 * 12  8  lease until, ms                        the checksum
 * 20  4  CRC-32C of everything from 24 on
 * 24  2  length of the header: where the value begins
 * 26  2  flags: bit 0 hollow, bit 1 negative
 * 28  4  codec
 * 32  8  fingerprint of the key
 * 40  8  fingerprint of the schema
 * 48  8  created, ms
 * 56  8  fresh until, ms
 * 64  8  stale until, ms
 * 72  4  cost of the load, µs
 * 76  2  number of tags
 * 78  2  reserved, 0
 * 80  8  epoch of the cache, 0 = none
 * 88 16  per tag: fingerprint, epoch
 *  …     room for later fields, which this version skips
 * </pre>
 */
final class Entry {
  static final byte MAGIC_0 = (byte) 0xFD;
  static final byte MAGIC_1 = 0x52;
  static final byte VERSION = 1;

  static final int STATE = 3;
  static final int TOKEN = 4;
  static final int LEASE_UNTIL = 12;
  static final int CHECKSUM = 20;
  static final int HEADER_LENGTH = 24;
  static final int FLAGS = 26;
  static final int CODEC = 28;
  static final int KEY = 32;
  static final int SCHEMA = 40;
  static final int CREATED = 48;
  static final int FRESH_UNTIL = 56;
  static final int STALE_UNTIL = 64;
  static final int LOAD_COST = 72;
  static final int TAG_COUNT = 76;
  static final int EPOCH = 80;
  static final int TAGS = 88;
  static final int TAG_LENGTH = 16;

  static final int EXPIRED = 1;
  static final int HOLLOW = 1;
  static final int NEGATIVE = 2;

  static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, BIG_ENDIAN);
  static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, BIG_ENDIAN);
  static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, BIG_ENDIAN);

  static final long[] NO_TAGS = {};

  private final byte[] bytes;

  private Entry(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A view of {@code bytes}, which must not be changed afterwards. */
  static Entry of(byte[] bytes) throws UndecodableException {
    if (bytes.length < 3 || bytes[0] != MAGIC_0 || bytes[1] != MAGIC_1) {
      throw new UndecodableException(Undecodable.FOREIGN);
    }
    if (bytes[2] != VERSION) {
      throw new UndecodableException(Undecodable.VERSION);
    }
    Entry entry = new Entry(bytes);
    if (!entry.isWhole()) {
      throw new UndecodableException(Undecodable.CORRUPT);
    }
    // What an unknown bit means is unknown: it may be "do not serve this".
    if ((entry.flags() & ~(HOLLOW | NEGATIVE)) != 0 || (bytes[STATE] & ~EXPIRED) != 0) {
      throw new UndecodableException(Undecodable.VERSION);
    }
    return entry;
  }

  /**
   * The fingerprints of the tags of what may be an entry; none if it cannot be one, or has more
   * than are allowed: its epochs are asked for before its checksum is computed.
   */
  static long[] tagsOf(byte @Nullable [] bytes) {
    if (bytes == null || bytes.length < TAGS || bytes[0] != MAGIC_0 || bytes[1] != MAGIC_1) {
      return NO_TAGS;
    }
    int count = Short.toUnsignedInt((short) SHORT.get(bytes, TAG_COUNT));
    int header = Short.toUnsignedInt((short) SHORT.get(bytes, HEADER_LENGTH));
    if (count == 0
        || count > Tags.MAX
        || bytes[2] != VERSION
        || header < TAGS + count * TAG_LENGTH
        || header > bytes.length) {
      return NO_TAGS;
    }
    long[] tags = new long[count];
    for (int i = 0; i < count; i++) {
      tags[i] = (long) LONG.get(bytes, TAGS + i * TAG_LENGTH);
    }
    return tags;
  }

  private boolean isWhole() {
    return bytes.length >= TAGS
        && valueOffset() >= TAGS + tagCount() * TAG_LENGTH
        && valueOffset() <= bytes.length
        && checksum(bytes) == (int) INT.get(bytes, CHECKSUM);
  }

  static int checksum(byte[] entry) {
    CRC32C crc = new CRC32C();
    crc.update(entry, HEADER_LENGTH, entry.length - HEADER_LENGTH);
    return (int) crc.getValue();
  }

  /** Whether it holds a lease only, and no value yet. */
  boolean isHollow() {
    return (flags() & HOLLOW) != 0;
  }

  /**
   * Whether it is the lease of a load that began before the cache was cleared; one that was taken
   * when no epoch was known does not tell.
   *
   * @param current the current epoch
   */
  boolean isOutlived(long current) {
    return epoch() != Epochs.NONE && epoch() != current;
  }

  /** Whether it says that the origin has no such value. */
  boolean isNegative() {
    return (flags() & NEGATIVE) != 0;
  }

  /** Whether it was made stale by hand, before its time. */
  boolean isExpired() {
    return (bytes[STATE] & EXPIRED) != 0;
  }

  /** Whether it is past its ttl, or was made stale, and may be used all the same. */
  boolean isStale(long now) {
    return isExpired() || (staleUntil() > freshUntil() && freshUntil() <= now);
  }

  /** The token of the lease on it, 0 if there is none. */
  long token() {
    return (long) LONG.get(bytes, TOKEN);
  }

  /** When the lease ends, in epoch milliseconds. */
  long leaseUntil() {
    return (long) LONG.get(bytes, LEASE_UNTIL);
  }

  int codec() {
    return (int) INT.get(bytes, CODEC);
  }

  long keyFingerprint() {
    return (long) LONG.get(bytes, KEY);
  }

  long schema() {
    return (long) LONG.get(bytes, SCHEMA);
  }

  /** When its load began, or it was put, in epoch milliseconds. */
  long created() {
    return (long) LONG.get(bytes, CREATED);
  }

  /** When it turns stale, in epoch milliseconds. */
  long freshUntil() {
    return (long) LONG.get(bytes, FRESH_UNTIL);
  }

  /** When it must not be served any more, in epoch milliseconds. */
  long staleUntil() {
    return (long) LONG.get(bytes, STALE_UNTIL);
  }

  /** How long its load took, in microseconds, at most 71 minutes. */
  long loadCostMicros() {
    return Integer.toUnsignedLong((int) INT.get(bytes, LOAD_COST));
  }

  /** The epoch of the cache that it was written in, 0 if there was none. */
  long epoch() {
    return (long) LONG.get(bytes, EPOCH);
  }

  int tagCount() {
    return Short.toUnsignedInt((short) SHORT.get(bytes, TAG_COUNT));
  }

  /** The fingerprint of its tag at {@code index}. */
  long tag(int index) {
    return (long) LONG.get(bytes, TAGS + index * TAG_LENGTH);
  }

  /** The epoch of its tag at {@code index}. */
  long tagEpoch(int index) {
    return (long) LONG.get(bytes, TAGS + index * TAG_LENGTH + Long.BYTES);
  }

  /** The whole entry; not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  int valueOffset() {
    return Short.toUnsignedInt((short) SHORT.get(bytes, HEADER_LENGTH));
  }

  int valueLength() {
    return bytes.length - valueOffset();
  }

  private int flags() {
    return Short.toUnsignedInt((short) SHORT.get(bytes, FLAGS));
  }
}
