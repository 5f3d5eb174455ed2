// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import io.micrometer.core.instrument.Tags;
import java.util.concurrent.atomic.LongAdder;

/** The meters by which one sees how a cache gets through an outage of Redis. */
final class OutageMeters {
  private final LongAdder rejected;
  private final LongAdder overflows;
  private final LongAdder cleaned;
  private volatile double guardLimit = Double.POSITIVE_INFINITY;
  private volatile int outboxSize;

  OutageMeters(Tags cache, MeterSet meters) {
    this.rejected = meters.counter(
        "redoubt.origin.guard.rejected", "Loads that the origin guard did not let through", cache);
    this.overflows = meters.counter(
        "redoubt.outbox.overflows",
        "Times the outbox was full, so that all of the cache was removed instead",
        cache);
    this.cleaned = meters.counter(
        "redoubt.cache.cleaned", "Dead entries that the janitor removed from Redis", cache);
    meters.gauge(
        "redoubt.origin.guard.limit",
        "Loads that the origin guard lets run at once; infinite when all is well",
        () -> guardLimit,
        cache);
    meters.gauge(
        "redoubt.outbox.size",
        "Removals that wait in the outbox for Redis to come back",
        () -> outboxSize,
        cache);
  }

  void onGuard(int limit) {
    guardLimit = limit == Integer.MAX_VALUE ? Double.POSITIVE_INFINITY : limit;
  }

  void onLoadRejected() {
    rejected.increment();
  }

  void onOutbox(int size) {
    outboxSize = size;
  }

  void onOutboxOverflow() {
    overflows.increment();
  }

  void onCleaned(long entries) {
    cleaned.add(entries);
  }
}
