// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** Counters that differ in one label with few values, all there from the beginning. */
final class EnumCounters<E extends Enum<E>> {
  private final Map<E, LongAdder> byValue;

  /** @param register makes the counter of one value */
  EnumCounters(Class<E> values, Function<E, LongAdder> register) {
    this.byValue = new EnumMap<>(values);
    for (E value : values.getEnumConstants()) {
      byValue.put(value, register.apply(value));
    }
  }

  void add(E value, int amount) {
    Objects.requireNonNull(byValue.get(value)).add(amount);
  }
}
