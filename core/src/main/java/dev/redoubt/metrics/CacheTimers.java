// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import dev.redoubt.cache.LeaseWaitOutcome;
import dev.redoubt.cache.LoadOutcome;
import dev.redoubt.cache.ReadOutcome;
import dev.redoubt.cache.Tier;
import dev.redoubt.cache.WriteOutcome;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;

/** The timers of one cache's operations and loads. */
final class CacheTimers {
  private final Tags cache;
  private final MeterSet meters;
  private final Timers<ReadOutcome> getOfFlight = timers("get", Tier.FLIGHT);
  private final Timers<ReadOutcome> getOfRemote = timers("get", Tier.REMOTE);
  private final Timers<BulkOutcome> getAll = timers("get_all", Tier.REMOTE);
  private final Timers<WriteOutcome> put = timers("put", Tier.REMOTE);
  private final Timers<BulkOutcome> putAll = timers("put_all", Tier.REMOTE);
  private final Timers<WriteOutcome> remove = timers("remove", Tier.REMOTE);
  private final Timers<BulkOutcome> removeAll = timers("remove_all", Tier.REMOTE);
  private final Timers<WriteOutcome> expire = timers("expire", Tier.REMOTE);
  private final Timers<LeaseWaitOutcome> leaseWait = new Timers<>(this::leaseWaitOf);
  private final Timers<LoadOutcome> load = new Timers<>(this::loadOf);

  CacheTimers(Tags cache, MeterSet meters) {
    this.cache = cache;
    this.meters = meters;
  }

  /** A near hit is not timed: it takes a few nanoseconds, a timer many times as long. */
  void onGet(Tier tier, ReadOutcome outcome, long nanos) {
    switch (tier) {
      case NEAR -> {}
      case FLIGHT -> getOfFlight.record(outcome, nanos);
      case REMOTE -> getOfRemote.record(outcome, nanos);
    }
  }

  void onGetAll(BulkOutcome outcome, long nanos) {
    getAll.record(outcome, nanos);
  }

  void onPut(WriteOutcome outcome, long nanos) {
    put.record(outcome, nanos);
  }

  void onPutAll(BulkOutcome outcome, long nanos) {
    putAll.record(outcome, nanos);
  }

  void onRemove(WriteOutcome outcome, long nanos) {
    remove.record(outcome, nanos);
  }

  void onRemoveAll(BulkOutcome outcome, long nanos) {
    removeAll.record(outcome, nanos);
  }

  void onExpire(WriteOutcome outcome, long nanos) {
    expire.record(outcome, nanos);
  }

  void onLeaseWait(LeaseWaitOutcome outcome, long nanos) {
    leaseWait.record(outcome, nanos);
  }

  void onLoad(LoadOutcome outcome, long nanos) {
    load.record(outcome, nanos);
  }

  private <O extends Enum<O>> Timers<O> timers(String operation, Tier tier) {
    return new Timers<>(outcome -> operationOf(operation, tier, outcome));
  }

  private Timer operationOf(String operation, Tier tier, Enum<?> outcome) {
    return meters.timer(
        "redoubt.cache.operation",
        "Operations of the cache, without the time of loaders",
        Buckets.ofCommands(),
        cache.and("operation", operation, "tier", tier.label(), "outcome", label(outcome)));
  }

  private Timer leaseWaitOf(LeaseWaitOutcome outcome) {
    return meters.timer(
        "redoubt.cache.lease.wait",
        "Waits of loads for another JVM's load of the same key",
        Buckets.ofLoads(),
        cache.and("outcome", outcome.label()));
  }

  private Timer loadOf(LoadOutcome outcome) {
    return meters.timer(
        "redoubt.cache.load",
        "Calls of the cache's loaders",
        Buckets.ofLoads(),
        cache.and("outcome", outcome.label()));
  }

  private static String label(Enum<?> outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }
}
