// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.console;

import dev.redoubt.RedoubtException;
import dev.redoubt.cache.CacheListener;
import dev.redoubt.cache.LoadOutcome;
import dev.redoubt.cache.ReadOutcome;
import dev.redoubt.cache.StaleReason;
import dev.redoubt.cache.Tier;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what caches do, each for itself. {@link #row} is for one thread only. */
final class CacheActivity implements CacheListener {
  private final Map<String, CacheCount> counts = new ConcurrentHashMap<>();

  @Override
  public CacheListener forCache(String cache) {
    return new OfOne(counts.computeIfAbsent(cache, name -> new CacheCount()));
  }

  /** What a cache has done so far. */
  CacheCount count(String cache) {
    return counts.computeIfAbsent(cache, name -> new CacheCount());
  }

  /** Adds what all of them have done since the last time. */
  void row(Row row) {
    for (CacheCount.Kind kind : CacheCount.Kind.values()) {
      row.addRate(
          kind.label(),
          counts.values().stream().mapToLong(count -> count.take(kind)).sum());
    }
  }

  private record OfOne(CacheCount count) implements CacheListener {
    @Override
    public void onGet(String cache, Tier tier, ReadOutcome outcome, long nanos) {
      count.add(CacheCount.Kind.READS, 1);
      count.add(kind(tier, outcome), 1);
    }

    private static CacheCount.Kind kind(Tier tier, ReadOutcome outcome) {
      return switch (outcome) {
        case MISS -> CacheCount.Kind.MISSES;
        case FAILED -> CacheCount.Kind.FAILED;
        case STALE -> CacheCount.Kind.STALE;
        case HIT, NEGATIVE -> hit(tier);
      };
    }

    private static CacheCount.Kind hit(Tier tier) {
      return switch (tier) {
        case NEAR -> CacheCount.Kind.NEAR;
        case FLIGHT -> CacheCount.Kind.FLIGHT;
        case REMOTE -> CacheCount.Kind.REMOTE;
      };
    }

    @Override
    public void onGetAll(String cache, int hits, int misses, int failed, long nanos) {
      count.add(CacheCount.Kind.READS, hits + misses + failed);
      count.add(CacheCount.Kind.REMOTE, hits);
      count.add(CacheCount.Kind.MISSES, misses);
      count.add(CacheCount.Kind.FAILED, failed);
    }

    @Override
    public void onFallback(String cache, int keys, RedoubtException cause) {
      count.add(CacheCount.Kind.FALLBACKS, keys);
    }

    @Override
    public void onLoad(String cache, int keys, LoadOutcome outcome, long nanos) {
      count.add(CacheCount.Kind.LOADS, 1);
      if (outcome == LoadOutcome.FAILED) {
        count.add(CacheCount.Kind.LOAD_FAILURES, 1);
      }
    }

    @Override
    public void onStaleServed(String cache, StaleReason reason) {
      count.add(CacheCount.Kind.STALE_SERVED, 1);
    }

    @Override
    public void onLoadRejected(String cache, int keys) {
      count.add(CacheCount.Kind.REJECTED, keys);
    }

    @Override
    public void onOutbox(String cache, int size) {
      count.setOutbox(size);
    }
  }
}
