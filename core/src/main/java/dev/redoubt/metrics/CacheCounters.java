// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import dev.redoubt.cache.FillOutcome;
import dev.redoubt.cache.ReadOutcome;
import dev.redoubt.cache.Undecodable;
import io.micrometer.core.instrument.Tags;
import java.util.concurrent.atomic.LongAdder;

/**
 * The counters of one cache, those of Micrometer's own cache binders among them. All are there from
 * the beginning, so that rates start from zero.
 */
final class CacheCounters {
  private final LongAdder puts;
  private final LongAdder removals;
  private final LongAdder fallbacks;
  private final EnumCounters<ReadOutcome> gets;
  private final EnumCounters<FillOutcome> fills;
  private final EnumCounters<Undecodable> undecodable;

  CacheCounters(Tags cache, MeterSet meters) {
    this.puts =
        meters.counter("cache.puts", "Values that Redis stored, put by callers or by loads", cache);
    this.removals = meters.counter("cache.removals", "Keys that callers removed", cache);
    this.fallbacks = meters.counter(
        "redoubt.cache.fallbacks", "Keys that went on to their loader without Redis", cache);
    this.gets = new EnumCounters<>(
        ReadOutcome.class,
        outcome -> meters.counter(
            "cache.gets", "Keys that were read", cache.and("result", outcome.label())));
    this.fills = new EnumCounters<>(
        FillOutcome.class,
        outcome -> meters.counter(
            "redoubt.cache.fills",
            "Loaded values, by what became of them on their way to Redis",
            cache.and("outcome", outcome.label())));
    this.undecodable = new EnumCounters<>(
        Undecodable.class,
        reason -> meters.counter(
            "redoubt.cache.undecodable",
            "Misses because what Redis held was not an entry of the cache",
            cache.and("reason", reason.label())));
  }

  void onGet(ReadOutcome outcome) {
    gets.add(outcome, 1);
  }

  void onGets(int hits, int misses, int failed) {
    gets.add(ReadOutcome.HIT, hits);
    gets.add(ReadOutcome.MISS, misses);
    gets.add(ReadOutcome.FAILED, failed);
  }

  void onPuts(int keys) {
    puts.add(keys);
  }

  void onRemovals(int keys) {
    removals.add(keys);
  }

  void onFallback(int keys) {
    fallbacks.add(keys);
  }

  void onFill(FillOutcome outcome) {
    fills.add(outcome, 1);
    if (outcome == FillOutcome.STORED) {
      onPuts(1);
    }
  }

  void onUndecodable(Undecodable reason) {
    undecodable.add(reason, 1);
  }
}
