// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import dev.redoubt.RedoubtException;
import dev.redoubt.cache.CacheListener;
import dev.redoubt.cache.ReadOutcome;
import dev.redoubt.cache.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what each cache delivers, so that a poll can tell what changed. Thread-safe. */
final class CacheTraffic implements CacheListener {
  private final Map<String, Counts> caches = new ConcurrentHashMap<>();

  /** Hits of the near tier are passed over: they must cost nothing and are never in trouble. */
  @Override
  public void onGet(String cache, Tier tier, ReadOutcome outcome, long nanos) {
    if (tier == Tier.NEAR) {
      return;
    }
    Counts counts = of(cache);
    switch (outcome) {
      case HIT, NEGATIVE -> counts.hits.increment();
      case STALE, MISS -> counts.misses.increment();
      case FAILED -> counts.failed.increment();
    }
  }

  @Override
  public void onGetAll(String cache, int hits, int misses, int failed, long nanos) {
    Counts counts = of(cache);
    counts.hits.add(hits);
    counts.misses.add(misses);
    counts.failed.add(failed);
  }

  @Override
  public void onFallback(String cache, int keys, RedoubtException cause) {
    of(cache).fallbacks.add(keys);
  }

  @Override
  public void onFence(String cache, boolean stands) {
    of(cache).fenced = stands;
  }

  private Counts of(String cache) {
    Counts counts = caches.get(cache);
    return counts == null ? caches.computeIfAbsent(cache, any -> new Counts()) : counts;
  }

  /** What each cache has delivered since the last call. */
  ComponentHealth take() {
    List<Finding> findings = new ArrayList<>();
    new TreeMap<>(caches).forEach((name, counts) -> {
      findings.add(counts.take(name));
      findings.add(counts.fence(name));
    });
    return findings.isEmpty()
        ? ComponentHealth.of(HealthStatus.UP, "no cache has been read yet")
        : ComponentHealth.worstOf(findings, Map.of());
  }

  private static final class Counts {
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder fallbacks = new LongAdder();
    private volatile boolean fenced = true;

    Finding fence(String cache) {
      return new Finding(
          cache,
          "fence",
          fenced ? HealthStatus.UP : HealthStatus.DEGRADED,
          fenced ? "up" : "down",
          "up",
          fenced
              ? "fills that come too late are refused"
              : "Redis forbids scripts, so a load that was overtaken by a put or a removal may store"
                  + " its value all the same; allow +@scripting");
    }

    Finding take(String cache) {
      long hit = hits.sumThenReset();
      long missed = misses.sumThenReset();
      long without = Math.max(failed.sumThenReset(), fallbacks.sumThenReset());
      String value = hit + " hits, " + missed + " misses, " + without + " without Redis";
      boolean well = without == 0;
      return new Finding(
          cache,
          "remote tier",
          well ? HealthStatus.UP : HealthStatus.DEGRADED,
          value,
          "none without Redis",
          (well ? "" : "reads fail or go on to their loaders: ") + value + " since the last poll");
    }
  }
}
