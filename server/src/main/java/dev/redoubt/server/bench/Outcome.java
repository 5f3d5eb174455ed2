// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.bench;

import org.HdrHistogram.Histogram;

/**
 * What came of load on one contender.
 *
 * @param times nanoseconds of each request that was answered
 * @param errors requests that failed
 * @param seconds how long it took
 */
record Outcome(Histogram times, long errors, double seconds) {

  double perSecond() {
    return times.getTotalCount() / seconds;
  }

  /** Both, one after the other. */
  Outcome and(Outcome other) {
    Histogram both = times.copy();
    both.add(other.times);
    return new Outcome(both, errors + other.errors, seconds + other.seconds);
  }
}
