// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import io.micrometer.core.instrument.Counter;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/** Counters that differ in one label, made when its value first occurs. */
final class Counters {
  private final ConcurrentMap<String, Counter> byLabel = new ConcurrentHashMap<>();
  private final Labels labels;
  private final Function<String, Counter> register;

  Counters(Labels labels, Function<String, Counter> register) {
    this.labels = labels;
    this.register = register;
  }

  void increment(String value) {
    add(value, 1);
  }

  /** Adds {@code amount}; 0 makes the counter, so that its rate starts from zero. */
  void add(String value, int amount) {
    Counter counter = byLabel.get(value);
    if (counter == null) {
      counter = byLabel.computeIfAbsent(labels.of(value), register);
    }
    counter.increment(amount);
  }
}
