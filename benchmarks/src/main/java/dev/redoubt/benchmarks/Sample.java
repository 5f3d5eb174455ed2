// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

import java.util.Locale;

/**
 * One variant in one round.
 *
 * @param table the table
 * @param load the load in it
 * @param variant the variant
 * @param round unique within table and load
 * @param figures what was measured
 */
record Sample(String table, String load, String variant, String round, Figures figures) {
  private static final String SEPARATOR = "\t";

  /**
   * What was measured.
   *
   * @param ops operations per second
   * @param p50 median latency, µs
   * @param p99 99th percentile of the latency, µs
   * @param client processor time of the client, µs per operation
   * @param server processor time of all servers, µs per operation
   * @param foreign processors that others kept busy
   */
  record Figures(double ops, double p50, double p99, double client, double server, double foreign) {
    static Figures of(Tally tally, Costs costs) {
      double operations = Math.max(1, tally.operations());
      return new Figures(
          tally.operations() * 1e9 / costs.at(),
          tally.latencies().getValueAtPercentile(50) / 1e3,
          tally.latencies().getValueAtPercentile(99) / 1e3,
          costs.client() / 1e3 / operations,
          costs.servers() / 1e3 / operations,
          costs.foreign());
    }
  }

  /** This as one line of text. */
  String toLine() {
    String numbers = String.format(
        Locale.ROOT,
        "%.2f\t%.2f\t%.2f\t%.3f\t%.3f\t%.3f",
        figures.ops,
        figures.p50,
        figures.p99,
        figures.client,
        figures.server,
        figures.foreign);
    return String.join(SEPARATOR, table, load, variant, round, numbers);
  }

  /** What {@link #toLine} wrote. */
  static Sample parse(String line) {
    String[] part = line.split(SEPARATOR, -1);
    Figures figures = new Figures(
        Double.parseDouble(part[4]),
        Double.parseDouble(part[5]),
        Double.parseDouble(part[6]),
        Double.parseDouble(part[7]),
        Double.parseDouble(part[8]),
        Double.parseDouble(part[9]));
    return new Sample(part[0], part[1], part[2], part[3], figures);
  }
}
