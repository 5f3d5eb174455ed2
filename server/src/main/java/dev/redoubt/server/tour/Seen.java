// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.tour;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/** What visitors have seen. Seconds are ended, and states asked for, by one thread. */
final class Seen {
  private static final int WINDOW = 10;
  private static final long LONGEST_MICROS = 120_000_000;
  private static final double MICROS_PER_MILLI = 1e3;
  private static final double PERCENT = 100;

  private final LongAdder hits = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final Recorder micros = new Recorder(LONGEST_MICROS, 2);
  private final Deque<Second> window = new ArrayDeque<>();
  private long lost;

  /** One second. */
  record Second(Histogram micros, long hits, long errors) {
    long answers() {
      return micros.getTotalCount();
    }

    double slowestMillis() {
      return answers() == 0 ? 0 : micros.getMaxValue() / MICROS_PER_MILLI;
    }
  }

  void answer(long nanos, boolean isHit) {
    micros.recordValue(Math.min(nanos / 1_000, LONGEST_MICROS));
    if (isHit) {
      hits.increment();
    }
  }

  void error() {
    errors.increment();
  }

  Second endSecond() {
    Second second =
        new Second(micros.getIntervalHistogram(), hits.sumThenReset(), errors.sumThenReset());
    lost += second.errors();
    window.add(second);
    if (window.size() > WINDOW) {
      window.remove();
    }
    return second;
  }

  Side.State state(String about, int waiting, int limit) {
    Histogram all = new Histogram(LONGEST_MICROS, 2);
    window.forEach(second -> all.add(second.micros()));
    double seconds = Math.max(1, window.size());
    return new Side.State(
        about,
        all.getTotalCount() / seconds,
        window.stream().mapToLong(Second::errors).sum() / seconds,
        waiting,
        limit,
        millis(all, 50),
        millis(all, 99),
        all.getTotalCount() == 0
            ? null
            : PERCENT * window.stream().mapToLong(Second::hits).sum() / all.getTotalCount(),
        lost);
  }

  private static @Nullable Double millis(Histogram micros, double percentile) {
    return micros.getTotalCount() == 0
        ? null
        : micros.getValueAtPercentile(percentile) / MICROS_PER_MILLI;
  }
}
