// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import dev.redoubt.RedoubtException;
import dev.redoubt.cache.CacheListener;
import dev.redoubt.cache.FillOutcome;
import dev.redoubt.cache.LoadOutcome;
import dev.redoubt.cache.ReadOutcome;
import dev.redoubt.cache.Tier;
import dev.redoubt.cache.Undecodable;
import dev.redoubt.cache.WriteOutcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Meters of what caches do, made at each cache's first event. */
final class CacheMetrics implements CacheListener, AutoCloseable {
  private final MeterSet meters;
  private final ConcurrentMap<String, Meters> caches = new ConcurrentHashMap<>();

  CacheMetrics(MeterRegistry registry) {
    this.meters = new MeterSet(registry);
  }

  /** One cache's. */
  private record Meters(CacheCounters counters, CacheTimers timers) {}

  private Meters of(String cache) {
    Meters known = caches.get(cache);
    return known != null ? known : caches.computeIfAbsent(cache, this::register);
  }

  private Meters register(String cache) {
    Tags label = Tags.of("cache", cache);
    return new Meters(new CacheCounters(label, meters), new CacheTimers(label, meters));
  }

  @Override
  public void onGet(String cache, Tier tier, ReadOutcome outcome, long nanos) {
    Meters of = of(cache);
    of.counters.onGets(outcome, 1);
    of.timers.onGet(tier, outcome, nanos);
  }

  @Override
  public void onGetAll(String cache, int hits, int misses, int failed, long nanos) {
    Meters of = of(cache);
    of.counters.onGets(ReadOutcome.HIT, hits);
    of.counters.onGets(ReadOutcome.MISS, misses);
    of.counters.onGets(ReadOutcome.FAILED, failed);
    of.timers.onGetAll(BulkOutcome.of(hits + misses, failed), nanos);
  }

  @Override
  public void onPut(String cache, WriteOutcome outcome, long nanos) {
    Meters of = of(cache);
    of.counters.onPuts(outcome == WriteOutcome.SUCCESS ? 1 : 0);
    of.timers.onPut(outcome, nanos);
  }

  @Override
  public void onPutAll(String cache, int stored, int failed, long nanos) {
    Meters of = of(cache);
    of.counters.onPuts(stored);
    of.timers.onPutAll(BulkOutcome.of(stored, failed), nanos);
  }

  @Override
  public void onRemove(String cache, WriteOutcome outcome, long nanos) {
    Meters of = of(cache);
    of.counters.onRemovals(outcome == WriteOutcome.SUCCESS ? 1 : 0);
    of.timers.onRemove(outcome, nanos);
  }

  @Override
  public void onRemoveAll(String cache, int removed, int failed, long nanos) {
    Meters of = of(cache);
    of.counters.onRemovals(removed);
    of.timers.onRemoveAll(BulkOutcome.of(removed, failed), nanos);
  }

  @Override
  public void onFallback(String cache, int keys, RedoubtException cause) {
    of(cache).counters.onFallback(keys);
  }

  @Override
  public void onLoad(String cache, int keys, LoadOutcome outcome, long nanos) {
    of(cache).timers.onLoad(outcome, nanos);
  }

  @Override
  public void onFill(String cache, FillOutcome outcome, long nanos) {
    of(cache).counters.onFill(outcome);
  }

  @Override
  public void onUndecodable(String cache, Undecodable reason) {
    of(cache).counters.onUndecodable(reason);
  }

  @Override
  public void close() {
    meters.close();
  }
}
