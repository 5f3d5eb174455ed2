// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** The meters of one thing that may go away, and they with it. Thread-safe. */
final class MeterSet implements AutoCloseable {
  private final Tags common;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Meter> meters = new ArrayList<>(); // Guarded by lock.
  private MeterRegistry registry; // Guarded by lock.

  /** @param common labels that all meters have */
  MeterSet(MeterRegistry registry, Tags common) {
    this.registry = registry;
    this.common = common;
  }

  /**
   * A counter that costs no more than its increment; the registry reads it when it is asked. The
   * registry holds it weakly: it counts for as long as the caller has it.
   */
  LongAdder counter(String name, String description, Tags labels) {
    LongAdder count = new LongAdder();
    add(FunctionCounter.builder(name, count, LongAdder::sum)
        .description(description)
        .tags(common.and(labels))::register);
    return count;
  }

  Timer timer(String name, String description, Duration[] buckets, Tags labels) {
    return add(Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(buckets)
        .tags(common.and(labels))::register);
  }

  /**
   * Reads the number and the sum, in nanoseconds, of durations from {@code source}, held weakly.
   */
  <T> void functionTimer(
      String name,
      String description,
      T source,
      ToLongFunction<T> count,
      ToDoubleFunction<T> nanos,
      Tags labels) {
    add(FunctionTimer.builder(name, source, count, nanos, TimeUnit.NANOSECONDS)
        .description(description)
        .tags(common.and(labels))::register);
  }

  /** A gauge that is 1 while {@code condition} holds, else 0. */
  void flag(String name, String description, BooleanSupplier condition, Tags labels) {
    gauge(name, description, () -> condition.getAsBoolean() ? 1 : 0, labels);
  }

  void gauge(String name, String description, Supplier<Number> value, Tags labels) {
    add(Gauge.builder(name, value).description(description).tags(common.and(labels))::register);
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
