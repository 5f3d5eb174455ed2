// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Entries as this JVM last saw them, for the time when Redis cannot be asked. Only caches that
 * allow stale copies have any, and only up to 16 MiB each. What is put, removed or expired here, or
 * found to be gone, leaves at once, and {@link Validity#copy} passes over what has an epoch that is
 * known to have ended. That another JVM has removed a single key since this one last read it cannot
 * be known while Redis is away, which is why only caches that allow stale copies have them.
 * Thread-safe.
 */
final class Copies {
  private static final long MAX_BYTES = 16 << 20;
  private static final int OVERHEAD = 100;

  private final @Nullable Cache<String, byte[]> entries;
  private final AtomicLong removals = new AtomicLong();

  private Copies(@Nullable Cache<String, byte[]> entries) {
    this.entries = entries;
  }

  /** Copies for a cache, or none if it does not want stale ones. */
  static Copies of(Freshness freshness) {
    return new Copies(
        freshness.staleFor().isZero()
            ? null
            : Caffeine.newBuilder()
                .maximumWeight(MAX_BYTES)
                .weigher((String key, byte[] entry) -> key.length() + entry.length + OVERHEAD)
                .build());
  }

  /** To be asked for before an entry is read, and shown when it is kept. */
  long ticket() {
    return removals.get();
  }

  /** Keeps an entry, unless anything was removed since the ticket was given. */
  void keep(Key<?> key, byte[] entry, long ticket) {
    if (entries == null || ticket != removals.get()) {
      return;
    }
    byte[] known = entries.getIfPresent(key.text());
    if (known != null && isSame(known, entry)) {
      return;
    }
    entries.put(key.text(), entry);
    if (ticket != removals.get()) {
      entries.invalidate(key.text());
    }
  }

  /** By their checksums, and by what is outside these. */
  private static boolean isSame(byte[] one, byte[] other) {
    return Arrays.equals(one, 0, Entry.HEADER_LENGTH, other, 0, Entry.HEADER_LENGTH);
  }

  byte @Nullable [] find(Key<?> key) {
    return entries == null ? null : entries.getIfPresent(key.text());
  }

  /** Redis has nothing to be served under a key. */
  void drop(Key<?> key) {
    if (entries != null) {
      entries.invalidate(key.text());
    }
  }

  /** A key is put, removed or expired. */
  void remove(String key) {
    if (entries != null) {
      removals.incrementAndGet();
      entries.invalidate(key);
    }
  }

  /** Everything is removed, or what has some tag. */
  void clear() {
    if (entries != null) {
      removals.incrementAndGet();
      entries.invalidateAll();
    }
  }
}
