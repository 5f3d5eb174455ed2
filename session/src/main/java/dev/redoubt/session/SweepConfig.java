// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import java.time.Duration;

/**
 * How the ends of sessions are looked for, where somebody listens for them.
 *
 * @param interval the pause between two sweeps of a node; 5 s by default, varied by a fifth
 * @param lease how long a node has to tell what it has claimed, before another one may; 30 s
 * @param grace how long a dead session is kept for its listeners, out of everybody else's reach; 5
 *     min
 * @param batch how many sessions are claimed at a time; 100
 */
public record SweepConfig(Duration interval, Duration lease, Duration grace, int batch) {
  /** The defaults. */
  public static final SweepConfig STANDARD =
      new SweepConfig(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(5), 100);

  public SweepConfig {
    positive("interval", interval);
    positive("lease", lease);
    if (grace.compareTo(lease) < 0) {
      throw new IllegalArgumentException(
          "grace " + grace + " must not be shorter than lease " + lease);
    }
    if (batch < 1 || batch > 1000) {
      throw new IllegalArgumentException("batch must be 1 to 1000: " + batch);
    }
  }

  private static void positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be positive: " + value);
    }
  }
}
