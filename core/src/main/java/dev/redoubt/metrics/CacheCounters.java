// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import dev.redoubt.cache.FillOutcome;
import dev.redoubt.cache.ReadOutcome;
import dev.redoubt.cache.StaleReason;
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
  private final LongAdder hits;
  private final LongAdder stale;
  private final LongAdder negative;
  private final LongAdder misses;
  private final LongAdder failed;
  private final EnumCounters<FillOutcome> fills;
  private final EnumCounters<Undecodable> undecodable;
  private final EnumCounters<StaleReason> staleServed;
  private final LongAdder leaseLooks;
  private volatile boolean fenced = true;

  CacheCounters(Tags cache, MeterSet meters) {
    this.puts =
        meters.counter("cache.puts", "Values that Redis stored, put by callers or by loads", cache);
    this.removals = meters.counter("cache.removals", "Keys that callers removed", cache);
    this.fallbacks = meters.counter(
        "redoubt.cache.fallbacks", "Keys that went on to their loader without Redis", cache);
    this.hits = gets(ReadOutcome.HIT, cache, meters);
    this.stale = gets(ReadOutcome.STALE, cache, meters);
    this.negative = gets(ReadOutcome.NEGATIVE, cache, meters);
    this.misses = gets(ReadOutcome.MISS, cache, meters);
    this.failed = gets(ReadOutcome.FAILED, cache, meters);
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
    this.staleServed = new EnumCounters<>(
        StaleReason.class,
        reason -> meters.counter(
            "redoubt.cache.stale.served",
            "Stale values that callers were given, by why",
            cache.and("reason", reason.label())));
    this.leaseLooks = meters.counter(
        "redoubt.cache.lease.looks", "Reads of Redis while waiting for another JVM's load", cache);
    meters.flag(
        "redoubt.cache.fenced",
        "0 while Redis forbids the scripts by which late fills are refused, else 1",
        () -> fenced,
        cache);
  }

  private static LongAdder gets(ReadOutcome outcome, Tags cache, MeterSet meters) {
    Tags labels = cache.and("result", outcome.label());
    return meters.counter("cache.gets", "Keys that were read", labels);
  }

  /** On the path of near hits: one branch and one increment. */
  void onGet(ReadOutcome outcome) {
    switch (outcome) {
      case HIT -> hits.increment();
      case STALE -> stale.increment();
      case NEGATIVE -> negative.increment();
      case MISS -> misses.increment();
      case FAILED -> failed.increment();
    }
  }

  void onGets(int found, int notFound, int notAsked) {
    hits.add(found);
    misses.add(notFound);
    failed.add(notAsked);
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
    if (outcome == FillOutcome.STORED || outcome == FillOutcome.UNFENCED) {
      onPuts(1);
    }
  }

  void onUndecodable(Undecodable reason) {
    undecodable.add(reason, 1);
  }

  void onStaleServed(StaleReason reason) {
    staleServed.add(reason, 1);
  }

  void onLeaseLooks(int looks) {
    leaseLooks.add(looks);
  }

  void onFence(boolean stands) {
    fenced = stands;
  }
}
