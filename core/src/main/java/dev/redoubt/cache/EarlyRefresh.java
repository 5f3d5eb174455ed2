// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.util.random.RandomGenerator;

/**
 * Decides at random which read of a fresh entry loads it again. The closer the end and the dearer
 * the load, the likelier: so the loads of many readers spread before the end instead of meeting
 * there, and a key that nobody reads is not loaded.
 *
 * <p>The rule is that of XFetch (Vattani, Chierichetti, Lowenstein: Optimal Probabilistic Cache
 * Stampede Prevention, VLDB 2015): load again if {@code cost · eagerness · -ln(random) ≥ time
 * left}.
 */
final class EarlyRefresh {
  /** More than the logarithm of any double in (0, 1] that a generator makes. */
  private static final double LARGEST_DRAW = 37;

  private final double eagerness;
  private final RandomGenerator random;

  EarlyRefresh(double eagerness, RandomGenerator random) {
    this.eagerness = eagerness;
    this.random = random;
  }

  /** Whether a fresh entry should be loaded again at that time, in epoch milliseconds. */
  boolean isDue(Entry entry, long now) {
    double reach = eagerness * entry.loadCostMicros() / 1000;
    double left = entry.freshUntil() - now;
    // Most reads are far from the end, or switched off, and need no random number.
    return reach > 0
        && left <= reach * LARGEST_DRAW
        && left <= reach * -Math.log(1 - random.nextDouble());
  }
}
