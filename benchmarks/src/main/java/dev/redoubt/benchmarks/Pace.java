// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

/**
 * How long is measured.
 *
 * @param forks JVMs, one after the other, for each table
 * @param rounds in each JVM, after one that does not count
 * @param warmUpMillis of a variant in the round that does not count
 * @param settleMillis before a variant's measurement in the others
 * @param measureMillis of a variant in a round
 */
record Pace(int forks, int rounds, int warmUpMillis, int settleMillis, int measureMillis) {
  static final Pace QUICK = new Pace(1, 5, 1_500, 80, 250);
  static final Pace FULL = new Pace(3, 10, 2_000, 150, 500);
}
