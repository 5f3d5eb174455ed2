// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import dev.redoubt.RedoubtException;
import dev.redoubt.cache.Cache;
import dev.redoubt.cache.CacheListener;
import dev.redoubt.cache.Loader;
import dev.redoubt.cache.ReadOutcome;
import dev.redoubt.cache.Tier;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Tells for each read of a cache where its value came from, by what happened in just that call: a
 * blocking read tells its listener on its caller's thread. Hears one cache, of which only blocking
 * reads are used. Thread-safe.
 */
final class Sources implements CacheListener {
  static final String CACHE = "cache";
  static final String ORIGIN = "origin";
  static final String SHARED = "origin (shared load)";
  static final String WITHOUT_REDIS = "origin (redis unavailable)";

  /** What is known so far about the call that each thread is in. */
  private final Map<Thread, String> calls = new ConcurrentHashMap<>();

  /** A value and its source. */
  record Found<V>(@Nullable V value, String source) {}

  /** Reads through the cache that this listens to. */
  <K, V> Found<V> get(Cache<K, V> cache, K key, Loader<? super K, V> loader) {
    AtomicBoolean loaded = new AtomicBoolean();
    try {
      V value = cache.get(key, asked -> {
        loaded.set(true);
        return loader.load(asked);
      });
      return new Found<>(value, source(loaded.get()));
    } finally {
      calls.remove(Thread.currentThread());
    }
  }

  private String source(boolean loaded) {
    String heard = Objects.requireNonNullElse(calls.get(Thread.currentThread()), ORIGIN);
    return heard.equals(ORIGIN) && !loaded ? SHARED : heard;
  }

  @Override
  public void onGet(String cache, Tier tier, ReadOutcome outcome, long nanos) {
    boolean fromRedis = tier != Tier.FLIGHT && outcome == ReadOutcome.HIT;
    calls.put(Thread.currentThread(), fromRedis ? CACHE : ORIGIN);
  }

  @Override
  public void onFallback(String cache, int keys, RedoubtException cause) {
    calls.put(Thread.currentThread(), WITHOUT_REDIS);
  }
}
