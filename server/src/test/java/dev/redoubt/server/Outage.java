// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import java.util.List;
import java.util.Locale;

/**
 * An outage of the demo's Redis, in {@link System#nanoTime}.
 *
 * @param fault how it was made
 * @param onset when it began
 * @param away when the demo's health told that Redis is down
 * @param back when it was ended
 */
record Outage(String fault, long onset, long away, long back) {
  private static final long SECOND = 1_000_000_000;

  /** Requests until health knew, with those that were under way at the moment of the fault. */
  List<Sample> atOnset(Readers readers) {
    return readers.between(onset - SECOND, away);
  }

  List<Sample> whileAway(Readers readers) {
    return readers.between(away, back);
  }

  List<Sample> afterwards(Readers readers) {
    return readers.between(back, Long.MAX_VALUE);
  }

  String describe(Readers readers) {
    double firstHit = afterwards(readers).stream()
        .filter(Sample::isHit)
        .mapToDouble(sample -> millis(sample.end() - back))
        .min()
        .orElse(Double.NaN);
    return String.format(
        Locale.ROOT,
        "%s: health told after %.0f ms, first hit %.0f ms after the end; slowest at the onset %s,"
            + " while away %s, afterwards %s",
        fault,
        millis(away - onset),
        firstHit,
        slowest(readers, atOnset(readers)),
        slowest(readers, whileAway(readers)),
        slowest(readers, afterwards(readers)));
  }

  private static String slowest(Readers readers, List<Sample> samples) {
    return String.format(
        Locale.ROOT,
        "%.0f ms of %d requests (of the machine: %.0f ms)",
        Readers.slowest(samples),
        samples.size(),
        readers.slowestControl(samples));
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }
}
