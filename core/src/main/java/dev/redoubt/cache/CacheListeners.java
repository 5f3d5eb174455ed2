// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.RedoubtException;

/** Two listeners as one. */
record CacheListeners(CacheListener first, CacheListener second) implements CacheListener {
  @Override
  public CacheListener forCache(String cache) {
    return CacheListener.both(first.forCache(cache), second.forCache(cache));
  }

  @Override
  public void onGet(String cache, Tier tier, ReadOutcome outcome, long nanos) {
    first.onGet(cache, tier, outcome, nanos);
    second.onGet(cache, tier, outcome, nanos);
  }

  @Override
  public void onGetAll(String cache, int hits, int misses, int failed, long nanos) {
    first.onGetAll(cache, hits, misses, failed, nanos);
    second.onGetAll(cache, hits, misses, failed, nanos);
  }

  @Override
  public void onPut(String cache, WriteOutcome outcome, long nanos) {
    first.onPut(cache, outcome, nanos);
    second.onPut(cache, outcome, nanos);
  }

  @Override
  public void onPutAll(String cache, int stored, int failed, long nanos) {
    first.onPutAll(cache, stored, failed, nanos);
    second.onPutAll(cache, stored, failed, nanos);
  }

  @Override
  public void onRemove(String cache, WriteOutcome outcome, long nanos) {
    first.onRemove(cache, outcome, nanos);
    second.onRemove(cache, outcome, nanos);
  }

  @Override
  public void onRemoveAll(String cache, int removed, int failed, long nanos) {
    first.onRemoveAll(cache, removed, failed, nanos);
    second.onRemoveAll(cache, removed, failed, nanos);
  }

  @Override
  public void onExpire(String cache, WriteOutcome outcome, long nanos) {
    first.onExpire(cache, outcome, nanos);
    second.onExpire(cache, outcome, nanos);
  }

  @Override
  public void onStaleServed(String cache, StaleReason reason) {
    first.onStaleServed(cache, reason);
    second.onStaleServed(cache, reason);
  }

  @Override
  public void onLeaseWait(String cache, LeaseWaitOutcome outcome, int looks, long nanos) {
    first.onLeaseWait(cache, outcome, looks, nanos);
    second.onLeaseWait(cache, outcome, looks, nanos);
  }

  @Override
  public void onFence(String cache, boolean stands) {
    first.onFence(cache, stands);
    second.onFence(cache, stands);
  }

  @Override
  public void onFallback(String cache, int keys, RedoubtException cause) {
    first.onFallback(cache, keys, cause);
    second.onFallback(cache, keys, cause);
  }

  @Override
  public void onLoadStart(String cache, int keys) {
    first.onLoadStart(cache, keys);
    second.onLoadStart(cache, keys);
  }

  @Override
  public void onLoad(String cache, int keys, LoadOutcome outcome, long nanos) {
    first.onLoad(cache, keys, outcome, nanos);
    second.onLoad(cache, keys, outcome, nanos);
  }

  @Override
  public void onFill(String cache, FillOutcome outcome, long nanos) {
    first.onFill(cache, outcome, nanos);
    second.onFill(cache, outcome, nanos);
  }

  @Override
  public void onUndecodable(String cache, Undecodable reason) {
    first.onUndecodable(cache, reason);
    second.onUndecodable(cache, reason);
  }
}
