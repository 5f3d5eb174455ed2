// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultsTest {
  private static final Results.Place PLACE = new Results.Place("table", "load");

  private final List<Sample> samples = new ArrayList<>();

  @Test
  void ratio_isTheMedianOfTheRoundsRatios() {
    round("0", 100, 150, 0);
    round("1", 10, 20, 0);
    round("2", 200, 800, 0);

    assertThat(ratio()).isCloseTo(2.0, within(1e-9));
  }

  @Test
  void ratio_disturbedRound_isNotKept() {
    round("0", 100, 200, 0);
    round("1", 100, 200, 0.05);
    round("2", 100, 900, 1.5);

    Results results = new Results(samples);

    assertThat(results.rounds(PLACE)).isEqualTo(2);
    assertThat(ratio()).isCloseTo(2.0, within(1e-9));
  }

  @Test
  void rounds_allDisturbed_keepsTheCalmerHalf() {
    round("0", 100, 200, 1);
    round("1", 100, 200, 2);
    round("2", 100, 200, 3);
    round("3", 100, 200, 4);

    Results results = new Results(samples);

    assertThat(results.rounds(PLACE)).isEqualTo(2);
    assertThat(results.foreign(PLACE)).isCloseTo(1.5, within(1e-9));
  }

  @Test
  void ratio_notMeasured_isEmpty() {
    Results results = new Results(samples);

    assertThat(results.ratio(PLACE, "subject", "base", Sample.Figures::ops)).isEmpty();
  }

  @Test
  void parse_readsWhatToLineWrote() {
    round("0.1", 1234.5, 99, 0.25);
    Sample written = samples.get(0);

    assertThat(Sample.parse(written.toLine())).isEqualTo(written);
  }

  private double ratio() {
    return new Results(samples)
        .ratio(PLACE, "subject", "base", Sample.Figures::ops)
        .orElseThrow();
  }

  private void round(String round, double base, double subject, double foreign) {
    add(round, "base", base, foreign);
    add(round, "subject", subject, foreign);
  }

  private void add(String round, String variant, double ops, double foreign) {
    Sample.Figures figures = new Sample.Figures(ops, 1, 2, 3, 4, foreign);
    samples.add(new Sample(PLACE.table(), PLACE.load(), variant, round, figures));
  }
}
