// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.RedoubtException;
import dev.redoubt.testkit.Await;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Keeps a cache's events as lines of text. */
final class Recorder implements CacheListener {
  private final Queue<String> events = new ConcurrentLinkedQueue<>();

  List<String> events() {
    return List.copyOf(events);
  }

  void clear() {
    events.clear();
  }

  void await(String event) {
    Await.until(Patience.LIMIT, event + " in " + events, () -> events.contains(event));
  }

  @Override
  public void onGet(String cache, Tier tier, ReadOutcome outcome, long nanos) {
    events.add("get " + tier.label() + " " + outcome.label());
  }

  @Override
  public void onGetAll(String cache, int hits, int misses, int failed, long nanos) {
    events.add("getAll " + hits + " " + misses + " " + failed);
  }

  @Override
  public void onPut(String cache, WriteOutcome outcome, long nanos) {
    events.add("put " + outcome.label());
  }

  @Override
  public void onPutAll(String cache, int stored, int failed, long nanos) {
    events.add("putAll " + stored + " " + failed);
  }

  @Override
  public void onRemove(String cache, WriteOutcome outcome, long nanos) {
    events.add("remove " + outcome.label());
  }

  @Override
  public void onRemoveAll(String cache, int removed, int failed, long nanos) {
    events.add("removeAll " + removed + " " + failed);
  }

  @Override
  public void onExpire(String cache, WriteOutcome outcome, long nanos) {
    events.add("expire " + outcome.label());
  }

  @Override
  public void onStaleServed(String cache, StaleReason reason) {
    events.add("stale " + reason.label());
  }

  @Override
  public void onLeaseWait(String cache, LeaseWaitOutcome outcome, int looks, long nanos) {
    events.add("leaseWait " + outcome.label());
  }

  @Override
  public void onFence(String cache, boolean stands) {
    events.add("fence " + stands);
  }

  @Override
  public void onFallback(String cache, int keys, RedoubtException cause) {
    events.add("fallback " + keys);
  }

  @Override
  public void onLoadStart(String cache, int keys) {
    events.add("loadStart " + keys);
  }

  @Override
  public void onLoad(String cache, int keys, LoadOutcome outcome, long nanos) {
    events.add("load " + keys + " " + outcome.label());
  }

  @Override
  public void onFill(String cache, FillOutcome outcome, long nanos) {
    events.add("fill " + outcome.label());
  }

  @Override
  public void onUndecodable(String cache, Undecodable reason) {
    events.add("undecodable " + reason.label());
  }
}
