// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The samples of all tables, without the rounds that other processes disturbed: kept are the rounds
 * in which others used less than a tenth of a processor, and at least the calmer half of all.
 */
final class Results {
  /** How many processors others may keep busy in a round that is not disturbed. */
  static final double CALM = 0.1;

  /** Of one load of one table: a round's variants by name. */
  private final Map<Place, List<Map<String, Sample.Figures>>> kept = new LinkedHashMap<>();

  /** One load of one table. */
  record Place(String table, String load) {}

  Results(List<Sample> samples) {
    samples.stream()
        .collect(Collectors.groupingBy(
            sample -> new Place(sample.table(), sample.load()),
            LinkedHashMap::new,
            Collectors.toList()))
        .forEach((place, all) -> kept.put(place, calm(rounds(all))));
  }

  private static List<Map<String, Sample.Figures>> rounds(List<Sample> samples) {
    Map<String, Map<String, Sample.Figures>> rounds = new TreeMap<>();
    for (Sample sample : samples) {
      rounds
          .computeIfAbsent(sample.round(), any -> new LinkedHashMap<>())
          .put(sample.variant(), sample.figures());
    }
    return List.copyOf(rounds.values());
  }

  private static List<Map<String, Sample.Figures>> calm(List<Map<String, Sample.Figures>> rounds) {
    List<Map<String, Sample.Figures>> calmest = new ArrayList<>(rounds);
    calmest.sort(Comparator.comparingDouble(Results::foreign));
    int half = (rounds.size() + 1) / 2;
    int calm = (int) rounds.stream().filter(round -> foreign(round) < CALM).count();
    return calmest.subList(0, Math.max(half, calm));
  }

  private static double foreign(Map<String, Sample.Figures> round) {
    return round.values().stream()
        .mapToDouble(Sample.Figures::foreign)
        .average()
        .orElse(0);
  }

  /** How many rounds were kept. */
  int rounds(Place place) {
    return of(place).size();
  }

  /** How many processors others kept busy in the kept rounds, on average. */
  double foreign(Place place) {
    return of(place).stream().mapToDouble(Results::foreign).average().orElse(0);
  }

  /** All values of one figure, ascending. */
  List<Double> values(Place place, String variant, ToDoubleFunction<Sample.Figures> figure) {
    return of(place).stream()
        .filter(round -> round.containsKey(variant))
        .map(round -> figure.applyAsDouble(round.get(variant)))
        .sorted()
        .toList();
  }

  /** The median of one figure. */
  double median(Place place, String variant, ToDoubleFunction<Sample.Figures> figure) {
    return median(values(place, variant, figure)).orElse(Double.NaN);
  }

  /**
   * The median over the rounds of {@code variant}'s figure divided by {@code base}'s of the same
   * round; empty if one of them was not measured.
   */
  Optional<Double> ratio(
      Place place, String variant, String base, ToDoubleFunction<Sample.Figures> figure) {
    return median(of(place).stream()
        .filter(round -> round.containsKey(variant) && round.containsKey(base))
        .map(round ->
            figure.applyAsDouble(round.get(variant)) / figure.applyAsDouble(round.get(base)))
        // A kernel that counts in hundredths of a second may have seen no server at all.
        .filter(Double::isFinite)
        .sorted()
        .toList());
  }

  private List<Map<String, Sample.Figures>> of(Place place) {
    return kept.getOrDefault(place, List.of());
  }

  private static Optional<Double> median(List<Double> ascending) {
    int size = ascending.size();
    if (size == 0) {
      return Optional.empty();
    }
    return Optional.of((ascending.get((size - 1) / 2) + ascending.get(size / 2)) / 2);
  }
}
