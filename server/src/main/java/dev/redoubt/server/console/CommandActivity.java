// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.console;

import dev.redoubt.client.BreakerStatistics;
import dev.redoubt.client.ClientListener;
import dev.redoubt.client.Outcome;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/** Counts and times commands on their way to Redis. {@link #row} is for one thread only. */
final class CommandActivity implements ClientListener {
  private static final long LONGEST_MICROS = 60_000_000;
  private static final double MICROS_PER_MILLI = 1e3;

  private final LongAdder commands = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final Recorder micros = new Recorder(LONGEST_MICROS, 2);
  private final Map<String, Supplier<BreakerStatistics>> breakers = new ConcurrentHashMap<>();
  private @Nullable Histogram interval;

  @Override
  public void onCommand(String node, String command, int calls, long nanos, Outcome outcome) {
    if (outcome == Outcome.REDIRECTED) {
      return;
    }
    commands.add(calls);
    if (outcome != Outcome.SUCCESS && outcome != Outcome.CANCELLED) {
      errors.add(calls);
    }
    // What was never sent took no time, and says nothing about Redis.
    if (nanos > 0) {
      micros.recordValueWithCount(Math.min(nanos / 1_000, LONGEST_MICROS), calls);
    }
  }

  @Override
  public void onNode(String node, Supplier<BreakerStatistics> breaker) {
    breakers.put(node, breaker);
  }

  /** What the node's breaker goes by, or null if the node was never met. */
  @Nullable BreakerStatistics breaker(String node) {
    Supplier<BreakerStatistics> found = breakers.get(node);
    return found == null ? null : found.get();
  }

  /** Adds what has happened since the last time; times are missing where nothing was timed. */
  void row(Row row) {
    Histogram times = micros.getIntervalHistogram(interval);
    interval = times;
    row.addRate("commands", commands.sumThenReset());
    row.addRate("errors", errors.sumThenReset());
    row.add("p50", millis(times, 50));
    row.add("p95", millis(times, 95));
    row.add("p99", millis(times, 99));
  }

  /** The percentile in milliseconds, or NaN if nothing was timed. */
  static double millis(Histogram micros, double percentile) {
    return micros.getTotalCount() == 0
        ? Double.NaN
        : micros.getValueAtPercentile(percentile) / MICROS_PER_MILLI;
  }
}
