// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** The meters of one thing that may go away, and they with it. Thread-safe. */
final class MeterSet implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Meter> meters = new ArrayList<>(); // Guarded by lock.
  private MeterRegistry registry; // Guarded by lock.

  MeterSet(MeterRegistry registry) {
    this.registry = registry;
  }

  Counter counter(String name, String description, Tags labels) {
    return add(Counter.builder(name).description(description).tags(labels)::register);
  }

  Timer timer(String name, String description, Duration[] buckets, Tags labels) {
    return add(Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(buckets)
        .tags(labels)::register);
  }

  /** A gauge that is 1 while {@code condition} holds, else 0. */
  void flag(String name, String description, BooleanSupplier condition, Tags labels) {
    add(Gauge.builder(name, () -> condition.getAsBoolean() ? 1 : 0)
        .description(description)
        .tags(labels)::register);
  }

  private <M extends Meter> M add(Function<MeterRegistry, M> register) {
    lock.lock();
    try {
      M meter = register.apply(registry);
      meters.add(meter);
      return meter;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Removes the meters. Any made later count for nothing: a late event must not bring back a
   * series, nor change one of a successor of the same name.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      meters.forEach(registry::remove);
      meters.clear();
      // Composed of no registries, so what is registered there goes nowhere.
      registry = new CompositeMeterRegistry();
    } finally {
      lock.unlock();
    }
  }
}
