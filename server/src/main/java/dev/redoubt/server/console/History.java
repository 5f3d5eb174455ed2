// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of the last fifteen minutes, oldest first. Immutable. */
record History(List<Map<String, @Nullable Double>> rows) {
  private static final int KEPT = 15 * 60;

  static final History EMPTY = new History(List.of());

  History {
    rows = List.copyOf(rows);
  }

  /** This history with a newer row, and without what is too old. */
  History with(Map<String, @Nullable Double> row) {
    List<Map<String, @Nullable Double>> all = new ArrayList<>(KEPT + 1);
    all.addAll(rows.size() < KEPT ? rows : rows.subList(1, rows.size()));
    all.add(row);
    return new History(all);
  }

  /** All rows as columns, which are shorter as text. */
  Map<String, List<@Nullable Double>> columns() {
    Map<String, List<@Nullable Double>> columns = new LinkedHashMap<>();
    for (Map<String, @Nullable Double> row : rows) {
      row.forEach((name, value) ->
          columns.computeIfAbsent(name, fresh -> new ArrayList<>(rows.size())).add(value));
    }
    return columns;
  }
}
