// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The meters of one thing that may go away, and they with it. Thread-safe. */
final class MeterSet implements AutoCloseable {
  private final MeterRegistry registry;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Meter> meters = new ArrayList<>(); // Guarded by lock.
  private boolean closed; // Guarded by lock.

  MeterSet(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * Registers a meter; null after {@link #close}: a late event must not bring back a series, nor
   * take one from a successor of the same name.
   */
  <M extends Meter> @Nullable M add(Function<MeterRegistry, M> register) {
    lock.lock();
    try {
      if (closed) {
        return null;
      }
      M meter = register.apply(registry);
      meters.add(meter);
      return meter;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      meters.forEach(registry::remove);
      meters.clear();
    } finally {
      lock.unlock();
    }
  }
}
