// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import dev.redoubt.RedoubtException;
import dev.redoubt.cache.CacheListener;
import dev.redoubt.cache.FillOutcome;
import dev.redoubt.cache.LeaseWaitOutcome;
import dev.redoubt.cache.LoadOutcome;
import dev.redoubt.cache.ReadOutcome;
import dev.redoubt.cache.StaleReason;
import dev.redoubt.cache.Tier;
import dev.redoubt.cache.Undecodable;
import dev.redoubt.cache.WriteOutcome;
import io.micrometer.core.instrument.Tags;

/** Meters of what one cache does. A hit of the near tier is one increment. */
final class CacheMeters implements CacheListener {
  private final CacheCounters counters;
  private final CacheTimers timers;

  CacheMeters(String cache, MeterSet meters) {
    Tags label = Tags.of("cache", cache);
    this.counters = new CacheCounters(label, meters);
    this.timers = new CacheTimers(label, meters);
  }

  @Override
  public void onGet(String cache, Tier tier, ReadOutcome outcome, long nanos) {
    counters.onGet(outcome);
    timers.onGet(tier, outcome, nanos);
  }

  @Override
  public void onGetAll(String cache, int hits, int misses, int failed, long nanos) {
    counters.onGets(hits, misses, failed);
    timers.onGetAll(BulkOutcome.of(hits + misses, failed), nanos);
  }

  @Override
  public void onPut(String cache, WriteOutcome outcome, long nanos) {
    counters.onPuts(outcome == WriteOutcome.SUCCESS ? 1 : 0);
    timers.onPut(outcome, nanos);
  }

  @Override
  public void onPutAll(String cache, int stored, int failed, long nanos) {
    counters.onPuts(stored);
    timers.onPutAll(BulkOutcome.of(stored, failed), nanos);
  }

  @Override
  public void onRemove(String cache, WriteOutcome outcome, long nanos) {
    counters.onRemovals(outcome == WriteOutcome.SUCCESS ? 1 : 0);
    timers.onRemove(outcome, nanos);
  }

  @Override
  public void onRemoveAll(String cache, int removed, int failed, long nanos) {
    counters.onRemovals(removed);
    timers.onRemoveAll(BulkOutcome.of(removed, failed), nanos);
  }

  @Override
  public void onExpire(String cache, WriteOutcome outcome, long nanos) {
    timers.onExpire(outcome, nanos);
  }

  @Override
  public void onStaleServed(String cache, StaleReason reason) {
    counters.onStaleServed(reason);
  }

  @Override
  public void onLeaseWait(String cache, LeaseWaitOutcome outcome, int looks, long nanos) {
    counters.onLeaseLooks(looks);
    timers.onLeaseWait(outcome, nanos);
  }

  @Override
  public void onFence(String cache, boolean stands) {
    counters.onFence(stands);
  }

  @Override
  public void onFallback(String cache, int keys, RedoubtException cause) {
    counters.onFallback(keys);
  }

  @Override
  public void onLoad(String cache, int keys, LoadOutcome outcome, long nanos) {
    timers.onLoad(outcome, nanos);
  }

  @Override
  public void onFill(String cache, FillOutcome outcome, long nanos) {
    counters.onFill(outcome);
  }

  @Override
  public void onUndecodable(String cache, Undecodable reason) {
    counters.onUndecodable(reason);
  }
}
