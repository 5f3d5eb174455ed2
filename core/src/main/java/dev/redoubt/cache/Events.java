// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.redoubt.RedoubtException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a cache's listener what happens, with durations, and keeps what it throws from callers. */
final class Events {
  private static final Logger LOG = LoggerFactory.getLogger(CacheListener.class);

  private final String cache;
  private final CacheListener listener;
  private final Ticker ticker;

  Events(String cache, CacheListener listener, Ticker ticker) {
    this.cache = cache;
    this.listener = listener;
    this.ticker = ticker;
  }

  /** The start of something, for the events that tell how long it took. */
  long now() {
    return ticker.read();
  }

  void get(Tier tier, ReadOutcome outcome, long start) {
    try {
      listener.onGet(cache, tier, outcome, ticker.read() - start);
    } catch (RuntimeException e) {
      report(e);
    }
  }

  void getAll(int hits, int misses, int failed, long start) {
    long nanos = ticker.read() - start;
    guarded(() -> listener.onGetAll(cache, hits, misses, failed, nanos));
  }

  void put(WriteOutcome outcome, long start) {
    long nanos = ticker.read() - start;
    guarded(() -> listener.onPut(cache, outcome, nanos));
  }

  void putAll(int stored, int failed, long start) {
    long nanos = ticker.read() - start;
    guarded(() -> listener.onPutAll(cache, stored, failed, nanos));
  }

  void remove(WriteOutcome outcome, long start) {
    long nanos = ticker.read() - start;
    guarded(() -> listener.onRemove(cache, outcome, nanos));
  }

  void removeAll(int removed, int failed, long start) {
    long nanos = ticker.read() - start;
    guarded(() -> listener.onRemoveAll(cache, removed, failed, nanos));
  }

  void fallback(int keys, RedoubtException cause) {
    guarded(() -> listener.onFallback(cache, keys, cause));
  }

  void expire(WriteOutcome outcome, long start) {
    long nanos = ticker.read() - start;
    guarded(() -> listener.onExpire(cache, outcome, nanos));
  }

  void staleServed(StaleReason reason) {
    guarded(() -> listener.onStaleServed(cache, reason));
  }

  void leaseWait(LeaseWaitOutcome outcome, int looks, long start) {
    long nanos = ticker.read() - start;
    guarded(() -> listener.onLeaseWait(cache, outcome, looks, nanos));
  }

  void fence(boolean stands) {
    guarded(() -> listener.onFence(cache, stands));
  }

  /** Tells that a load starts, and answers when. */
  long loadStart(int keys) {
    guarded(() -> listener.onLoadStart(cache, keys));
    return ticker.read();
  }

  /** Tells how a load ended, and answers how long it took. */
  long load(int keys, LoadOutcome outcome, long start) {
    long nanos = ticker.read() - start;
    guarded(() -> listener.onLoad(cache, keys, outcome, nanos));
    return nanos;
  }

  void fill(FillOutcome outcome, long start) {
    long nanos = ticker.read() - start;
    guarded(() -> listener.onFill(cache, outcome, nanos));
  }

  void notFilled(FillOutcome outcome) {
    guarded(() -> listener.onFill(cache, outcome, 0));
  }

  void undecodable(Undecodable reason) {
    guarded(() -> listener.onUndecodable(cache, reason));
  }

  void filterThrew(RuntimeException thrown) {
    LOG.warn(
        "The filter staleOnError of cache {} threw; the failed load is not forgiven",
        cache,
        thrown);
  }

  private static void guarded(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      report(e);
    }
  }

  private static void report(RuntimeException thrown) {
    LOG.warn("A cache listener threw; the event is lost to it", thrown);
  }
}
