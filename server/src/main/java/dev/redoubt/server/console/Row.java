// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.console;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The numbers of one second, by name; every row has the same names in the same order. */
public final class Row {
  private static final double PRECISION = 1e3;

  private final double seconds;
  private final Map<String, @Nullable Double> values = new LinkedHashMap<>();

  /** An empty row; {@code seconds} is how long its second was. */
  public Row(double seconds) {
    this.seconds = seconds;
  }

  /** Adds a number; NaN for one that is not known. */
  public void add(String name, double value) {
    values.put(name, Double.isNaN(value) ? null : Math.round(value * PRECISION) / PRECISION);
  }

  /** Adds how often something has happened, as a number per second. */
  public void addRate(String name, long count) {
    add(name, count / seconds);
  }

  /** All numbers, null for those that are not known. */
  Map<String, @Nullable Double> values() {
    return Collections.unmodifiableMap(values);
  }
}
