// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.bench;

import java.util.List;

/**
 * The end of a run.
 *
 * @param threads callers
 * @param keys different keys
 * @param valueBytes the size of a value
 * @param writePercent the share of writes
 * @param roundSeconds how long a round took
 * @param results Redoubt's first
 * @param ratios Redoubt's requests per second by Lettuce's, round by round, the least first
 */
public record Report(
    int threads,
    int keys,
    int valueBytes,
    int writePercent,
    double roundSeconds,
    List<Result> results,
    List<Double> ratios) {
  public Report {
    results = List.copyOf(results);
    ratios = List.copyOf(ratios);
  }

  /** The ratio of the round in the middle. */
  public double medianRatio() {
    return ratios.get(ratios.size() / 2);
  }
}
