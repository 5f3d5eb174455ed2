// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sessions as this JVM last saw them, for the time when Redis cannot be asked; nothing unless
 * somebody wants that. What this JVM ends or rotates, or hears of as ended or rotated, leaves at
 * once, and no load that was under way then brings it back. What other JVMs do while Redis is away
 * from here cannot be known. Thread-safe.
 */
final class LastSeen {
  private static final int STRIPES = 256;

  private final LongSupplier nanoTime;
  private final AtomicLongArray drops = new AtomicLongArray(STRIPES);
  private final AtomicReference<@Nullable Store> store = new AtomicReference<>();

  private record Store(StaleReads limits, Cache<String, Kept> sessions) {}

  LastSeen(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Keeps what is loaded from now on. */
  void start(StaleReads limits) {
    store.compareAndSet(null, new Store(limits, cache(limits)));
    Store chosen = store.get();
    if (chosen != null && !chosen.limits.equals(limits)) {
      throw new IllegalStateException(
          "stale reads of these sessions have other limits already: " + chosen.limits);
    }
  }

  private Cache<String, Kept> cache(StaleReads limits) {
    return Caffeine.newBuilder()
        .maximumWeight(limits.maxBytes())
        .weigher((String selector, Kept kept) -> kept.weight())
        .expireAfterWrite(limits.maxAge())
        .ticker(nanoTime::getAsLong)
        .build();
  }

  /** To be asked for before a session is loaded, and shown when it is kept. */
  long ticket(String selector) {
    return drops.get(stripe(selector));
  }

  private static int stripe(String selector) {
    return Math.floorMod(selector.hashCode(), STRIPES);
  }

  /** Keeps a session, unless it may have been dropped since the ticket was given. */
  void keep(String selector, Kept kept, long ticket) {
    Store to = store.get();
    if (to == null || ticket != ticket(selector)) {
      return;
    }
    to.sessions.asMap().merge(selector, kept, (old, other) -> old.isNewerThan(other) ? old : other);
    if (ticket != ticket(selector)) {
      to.sessions.invalidate(selector);
    }
  }

  /** The session is not to be shown as it was. */
  void drop(String selector) {
    drops.incrementAndGet(stripe(selector));
    Store from = store.get();
    if (from != null) {
      from.sessions.invalidate(selector);
    }
  }

  /** What that token may be shown; null if nothing. */
  @Nullable Kept find(Token token) {
    Store in = store.get();
    Kept kept = in == null ? null : in.sessions.getIfPresent(token.selector());
    if (in == null || kept == null || !kept.isOf(token)) {
      return null;
    }
    long age = age(kept);
    return age < in.limits.maxAge().toNanos() && kept.isAlive(age) ? kept : null;
  }

  /** Nanoseconds since Redis was asked. */
  long age(Kept kept) {
    return nanoTime.getAsLong() - kept.asked();
  }

  /** How many are kept. */
  long size() {
    Store in = store.get();
    if (in == null) {
      return 0;
    }
    in.sessions.cleanUp();
    return in.sessions.estimatedSize();
  }
}
