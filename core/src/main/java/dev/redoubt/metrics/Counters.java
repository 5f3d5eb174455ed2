// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** Counters that differ in one label, made when its value first occurs. */
final class Counters {
  private final ConcurrentMap<String, LongAdder> byLabel = new ConcurrentHashMap<>();
  private final Labels labels;
  private final Function<String, LongAdder> register;

  Counters(Labels labels, Function<String, LongAdder> register) {
    this.labels = labels;
    this.register = register;
  }

  void increment(String value) {
    LongAdder counter = byLabel.get(value);
    if (counter == null) {
      counter = byLabel.computeIfAbsent(labels.of(value), register);
    }
    counter.increment();
  }
}
