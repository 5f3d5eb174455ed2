// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What Redoubt is to reach, as a ratio to another variant of the same round.
 *
 * @param name what is compared with what
 * @param place the table and the load
 * @param base the other variant
 * @param figure what is compared
 * @param bound what must be reached; how much at least, or, of a cost, at most
 * @param aim what would be better still, or the bound again
 * @param cost whether less is better
 */
record Goal(
    String name,
    Results.Place place,
    String base,
    ToDoubleFunction<Sample.Figures> figure,
    double bound,
    double aim,
    boolean cost) {
  static Goal atLeast(String name, Results.Place place, String base, double bound, double aim) {
    return new Goal(name, place, base, Sample.Figures::ops, bound, aim, false);
  }

  static Goal atMost(
      String name,
      Results.Place place,
      String base,
      ToDoubleFunction<Sample.Figures> figure,
      double bound) {
    return new Goal(name, place, base, figure, bound, bound, true);
  }

  /** What was reached by {@code subject}; empty if it was not measured. */
  Optional<Double> reached(Results results, String subject) {
    return results.ratio(place, subject, base, figure);
  }

  /** Whether a ratio is good enough, in words. */
  String verdict(double ratio) {
    if (!reaches(ratio, bound)) {
      return "MISSED";
    }
    return aim != bound && reaches(ratio, aim) ? "aim reached" : "reached";
  }

  private boolean reaches(double ratio, double limit) {
    return cost ? ratio <= limit : ratio >= limit;
  }
}
