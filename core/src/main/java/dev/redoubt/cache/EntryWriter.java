// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static dev.redoubt.cache.Entry.INT;
import static dev.redoubt.cache.Entry.LONG;
import static dev.redoubt.cache.Entry.SHORT;

/** Writes one entry, field by field; what is not set is zero. Not thread-safe. */
final class EntryWriter {
  private static final byte[] NOTHING = {};
  private static final long MAX_COST_MICROS = 0xFFFF_FFFFL;

  private final byte[] header;
  private int flags;

  EntryWriter() {
    this(0);
  }

  /** A writer of an entry with {@code tags} tags. */
  EntryWriter(int tags) {
    int length = Entry.TAGS + tags * Entry.TAG_LENGTH;
    this.header = new byte[length];
    header[0] = Entry.MAGIC_0;
    header[1] = Entry.MAGIC_1;
    header[2] = Entry.VERSION;
    SHORT.set(header, Entry.HEADER_LENGTH, (short) length);
    SHORT.set(header, Entry.TAG_COUNT, (short) tags);
  }

  EntryWriter key(long fingerprint) {
    LONG.set(header, Entry.KEY, fingerprint);
    return this;
  }

  EntryWriter codec(int codec, long schema) {
    INT.set(header, Entry.CODEC, codec);
    LONG.set(header, Entry.SCHEMA, schema);
    return this;
  }

  /** When the value came to be, turns stale, and must not be served any more. */
  EntryWriter times(long created, long freshUntil, long staleUntil) {
    LONG.set(header, Entry.CREATED, created);
    LONG.set(header, Entry.FRESH_UNTIL, freshUntil);
    LONG.set(header, Entry.STALE_UNTIL, staleUntil);
    return this;
  }

  EntryWriter loadCostMicros(long micros) {
    INT.set(header, Entry.LOAD_COST, (int) Math.min(micros, MAX_COST_MICROS));
    return this;
  }

  EntryWriter lease(long token, long until) {
    LONG.set(header, Entry.TOKEN, token);
    LONG.set(header, Entry.LEASE_UNTIL, until);
    return this;
  }

  EntryWriter expired() {
    header[Entry.STATE] |= Entry.EXPIRED;
    return this;
  }

  EntryWriter epoch(long epoch) {
    LONG.set(header, Entry.EPOCH, epoch);
    return this;
  }

  EntryWriter tag(int index, long fingerprint, long epoch) {
    int offset = Entry.TAGS + index * Entry.TAG_LENGTH;
    LONG.set(header, offset, fingerprint);
    LONG.set(header, offset + Long.BYTES, epoch);
    return this;
  }

  /** The entry without a value: only a lease. */
  byte[] hollow() {
    flags |= Entry.HOLLOW;
    return write(NOTHING);
  }

  /** The entry without a value: the origin has none. */
  byte[] negative() {
    flags |= Entry.NEGATIVE;
    return write(NOTHING);
  }

  /** The entry with its encoded value. */
  byte[] write(byte[] value) {
    SHORT.set(header, Entry.FLAGS, (short) flags);
    byte[] entry = new byte[header.length + value.length];
    System.arraycopy(header, 0, entry, 0, header.length);
    System.arraycopy(value, 0, entry, header.length, value.length);
    INT.set(entry, Entry.CHECKSUM, Entry.checksum(entry));
    return entry;
  }
}
