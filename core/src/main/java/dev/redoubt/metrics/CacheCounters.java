// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import dev.redoubt.cache.FillOutcome;
import dev.redoubt.cache.ReadOutcome;
import dev.redoubt.cache.Undecodable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;

/** The counters of one cache, those of Micrometer's own cache binders among them. */
final class CacheCounters {
  private final Tags cache;
  private final MeterSet meters;
  private final Counters gets = new Counters(new Labels(), this::getsOf);
  private final Counters fills = new Counters(new Labels(), this::fillsOf);
  private final Counters undecodable = new Counters(new Labels(), this::undecodableOf);
  private final Counter puts;
  private final Counter removals;
  private final Counter fallbacks;

  /** Registers what every cache has, so that rates start from zero. */
  CacheCounters(Tags cache, MeterSet meters) {
    this.cache = cache;
    this.meters = meters;
    this.puts = counter("cache.puts", "Values that Redis stored, put by callers or by loads");
    this.removals = counter("cache.removals", "Keys that callers removed");
    this.fallbacks =
        counter("redoubt.cache.fallbacks", "Keys that went on to their loader without Redis");
    for (ReadOutcome outcome : ReadOutcome.values()) {
      onGets(outcome, 0);
    }
  }

  private Counter counter(String name, String description) {
    return meters.counter(name, description, cache);
  }

  void onGets(ReadOutcome outcome, int keys) {
    gets.add(outcome.label(), keys);
  }

  private Counter getsOf(String result) {
    return meters.counter("cache.gets", "Keys that were read", cache.and("result", result));
  }

  void onPuts(int keys) {
    puts.increment(keys);
  }

  void onRemovals(int keys) {
    removals.increment(keys);
  }

  void onFallback(int keys) {
    fallbacks.increment(keys);
  }

  void onFill(FillOutcome outcome) {
    fills.increment(outcome.label());
    if (outcome == FillOutcome.STORED) {
      onPuts(1);
    }
  }

  private Counter fillsOf(String outcome) {
    return meters.counter(
        "redoubt.cache.fills",
        "Loaded values, by what became of them on their way to Redis",
        cache.and("outcome", outcome));
  }

  void onUndecodable(Undecodable reason) {
    undecodable.increment(reason.label());
  }

  private Counter undecodableOf(String reason) {
    return meters.counter(
        "redoubt.cache.undecodable",
        "Misses because what Redis held was not an entry of the cache",
        cache.and("reason", reason));
  }
}
