// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import java.time.Duration;
import java.util.stream.LongStream;

/**
 * The upper bounds of the histograms. Fixed, because every bound is one more series per timer: a
 * percentile histogram of Micrometer has about 70.
 */
final class Buckets {
  private Buckets() {}

  /** From a healthy Redis on the same network to the default deadline of a call. */
  static Duration[] ofCommands() {
    return micros(
        100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
        1_000_000, 3_000_000);
  }

  /** From a look-up in a database to the patience of a person. */
  static Duration[] ofLoads() {
    return micros(
        1_000,
        2_500,
        5_000,
        10_000,
        25_000,
        50_000,
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        5_000_000,
        10_000_000,
        30_000_000);
  }

  private static Duration[] micros(long... bounds) {
    return LongStream.of(bounds)
        .mapToObj(micros -> Duration.ofNanos(micros * 1_000))
        .toArray(Duration[]::new);
  }
}
