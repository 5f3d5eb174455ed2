// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import dev.redoubt.health.HealthListener;
import dev.redoubt.health.HealthReport;
import dev.redoubt.health.NodeReading;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Gauges of what the poller of health has found. What a report no longer names, or no longer knows,
 * loses its series with it. Thread-safe.
 */
final class HealthMeters implements HealthListener, AutoCloseable {
  private final MeterRegistry registry;
  private final Tags common;
  private final List<ReportGauge> gauges;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by lock.
  private final Map<String, Evictions> evictions = new HashMap<>();
  private boolean closed;

  HealthMeters(MeterRegistry registry, Tags common) {
    this.registry = registry;
    this.common = common;
    this.gauges = ReportGauges.on(registry, common);
  }

  @Override
  public void onChange(HealthReport before, HealthReport now) {
    onPoll(now);
  }

  @Override
  public void onPoll(HealthReport now) {
    lock.lock();
    try {
      if (!closed) {
        gauges.forEach(gauge -> gauge.show(now));
        count(now);
      }
    } finally {
      lock.unlock();
    }
  }

  private void count(HealthReport now) {
    evictions.entrySet().removeIf(known -> {
      boolean gone = !now.nodes().containsKey(known.getKey());
      if (gone) {
        known.getValue().meters.close();
      }
      return gone;
    });
    for (NodeReading reading : now.nodes().values()) {
      reading
          .traffic()
          .ifPresent(traffic -> evictions
              .computeIfAbsent(reading.node(), node -> evictionsOf(node, traffic.evictions()))
              .reach(traffic.evictions()));
    }
  }

  private Evictions evictionsOf(String node, long start) {
    return new Evictions(new MeterSet(registry, common), Tags.of("node", node), start);
  }

  /** The evictions of a server since it was first asked, across its restarts. */
  private static final class Evictions {
    private final MeterSet meters;
    private final LongAdder counter;
    private long last;

    private Evictions(MeterSet meters, Tags node, long start) {
      this.meters = meters;
      this.counter = meters.counter(
          "redoubt.redis.evicted.keys", "Keys that Redis evicted for want of memory", node);
      this.last = start;
    }

    private void reach(long count) {
      // A server that was started again counts from zero.
      counter.add(count >= last ? count - last : count);
      last = count;
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      gauges.forEach(ReportGauge::hide);
      evictions.values().forEach(each -> each.meters.close());
      evictions.clear();
    } finally {
      lock.unlock();
    }
  }
}
