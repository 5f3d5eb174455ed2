// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.bench;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What a contender achieved in all its rounds. Times are milliseconds, as a caller saw them.
 *
 * @param name the contender
 * @param requestsPerSecond answered requests
 * @param errors failed requests
 * @param medianMillis half of the answers came sooner
 * @param p99Millis 99 % of them did
 * @param p999Millis 99.9 % of them did
 * @param slowestMillis all of them did
 * @param histogram how many answers took how long
 */
public record Result(
    String name,
    double requestsPerSecond,
    long errors,
    double medianMillis,
    double p99Millis,
    double p999Millis,
    double slowestMillis,
    List<Bar> histogram) {
  private static final double NANOS = 1e6;

  /** The first bar's limit in nanoseconds; each further is twice that. */
  private static final long FIRST = 31_250;

  /**
   * A bar of the histogram.
   *
   * @param upToMillis the longest time that it counts
   * @param count how many answers took that long, and longer than the bar before it says
   */
  public record Bar(double upToMillis, long count) {}

  static Result of(String name, Outcome outcome) {
    Histogram times = outcome.times();
    return new Result(
        name,
        outcome.perSecond(),
        outcome.errors(),
        times.getValueAtPercentile(50) / NANOS,
        times.getValueAtPercentile(99) / NANOS,
        times.getValueAtPercentile(99.9) / NANOS,
        times.getMaxValue() / NANOS,
        bars(times));
  }

  private static List<Bar> bars(Histogram times) {
    List<Bar> bars = new ArrayList<>();
    long total = times.getTotalCount();
    long counted = 0;
    for (long limit = FIRST; counted < total; limit *= 2) {
      long below =
          limit >= times.getHighestTrackableValue() ? total : times.getCountBetweenValues(0, limit);
      if (below > 0) {
        bars.add(new Bar(limit / NANOS, below - counted));
      }
      counted = Math.max(counted, below);
    }
    return List.copyOf(bars);
  }
}
