// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class HistoryTest {
  @Test
  void with_moreThanFifteenMinutes_forgetsTheOldest() {
    History history = History.EMPTY;
    for (int second = 0; second < 1_000; second++) {
      history = history.with(row(second).values());
    }

    assertThat(history.columns().get("time")).hasSize(900).startsWith(100.0).endsWith(999.0);
  }

  @Test
  void columns_unknownNumbers_areNull() {
    History history =
        History.EMPTY.with(row(Double.NaN).values()).with(row(0.123_456).values());

    assertThat(history.columns().get("time")).containsExactly(null, 0.123);
  }

  @Test
  void rate_longSecond_isPerSecond() {
    Row row = new Row(2);
    row.addRate("reads", 30);

    assertThat(row.values()).containsEntry("reads", 15.0);
  }

  private static Row row(double time) {
    Row row = new Row(1);
    row.add("time", time);
    return row;
  }
}
