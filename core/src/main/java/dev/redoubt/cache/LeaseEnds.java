// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.cache.Environment.FillCommand;
import dev.redoubt.client.BulkReply;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.client.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Ends leases: with a value, or without. Does not wait. */
final class LeaseEnds<V> {
  private final ProtectedClient client;
  private final Leases<V> leases;
  private final Fence fence;
  private final LeaseReturns returns;
  private final Events events;
  private final FillCommand fill;

  LeaseEnds(
      Environment environment, Leases<V> leases, Fence fence, LeaseReturns returns, Events events) {
    this.client = environment.client();
    this.fill = environment.fill();
    this.leases = leases;
    this.fence = fence;
    this.returns = returns;
    this.events = events;
  }

  /** Stores the entry of a load, if its lease still stands; never fails. */
  CompletableFuture<FillOutcome> fill(Load<?, V> load, Packet entry) {
    return client
        .executeAsync(fillRequest(load, entry))
        .handle((stored, failure) -> end(load, entry, stored, failure))
        .thenCompose(outcome -> outcome);
  }

  /** As {@link #fill}, for many, in their order; {@link #outcome} tells what became of each. */
  <K> CompletableFuture<BulkReply<Boolean>> fillAll(List<Load<K, V>> loads, List<Packet> entries) {
    List<Request<Boolean>> requests = new ArrayList<>(loads.size());
    for (int i = 0; i < loads.size(); i++) {
      requests.add(fillRequest(loads.get(i), entries.get(i)));
    }
    return client.executeAllAsync(requests);
  }

  /** What became of the entry at {@code index} of a bulk fill; never fails. */
  CompletableFuture<FillOutcome> outcome(
      Load<?, V> load, Packet entry, BulkReply<Boolean> replies, int index) {
    return end(load, entry, replies.value(index), replies.failure(index));
  }

  private Request<Boolean> fillRequest(Load<?, V> load, Packet entry) {
    leases.gone(load);
    Lease lease = load.lease();
    if (lease == null || !fence.mayTry()) {
      load.unfence();
      return LeaseRequests.fillUnfenced(load.key(), entry);
    }
    return fill.of(load.key(), lease.token(), entry);
  }

  private CompletableFuture<FillOutcome> end(
      Load<?, V> load, Packet entry, @Nullable Boolean stored, @Nullable Throwable failure) {
    if (failure == null) {
      return CompletableFuture.completedFuture(outcome(load, stored));
    }
    if (load.isUnfenced() || !fence.forbids(Failures.of(failure))) {
      giveBack(load);
      return CompletableFuture.completedFuture(FillOutcome.FAILED);
    }
    load.unfence();
    return client
        .executeAsync(LeaseRequests.fillUnfenced(load.key(), entry))
        .handle((done, again) -> again == null ? outcome(load, done) : FillOutcome.FAILED);
  }

  /** Nobody is to wait for a lease whose value does not come. If it has come, this does nothing. */
  private void giveBack(Load<?, V> load) {
    Lease lease = load.lease();
    if (lease != null && fence.stands()) {
      returns.giveBack(() -> lease.copyMillis() == 0
          ? LeaseRequests.drop(load.key(), lease.token())
          : restore(load, lease, 0));
    }
  }

  private Request<Boolean> restore(Load<?, V> load, Lease lease, long pauseMillis) {
    long left = lease.copyMillisAt(events.now());
    return LeaseRequests.restore(load.key(), lease.token(), left, pauseMillis);
  }

  private FillOutcome outcome(Load<?, V> load, @Nullable Boolean stored) {
    if (load.isUnfenced()) {
      return Boolean.TRUE.equals(stored) ? FillOutcome.UNFENCED : FillOutcome.REFUSED;
    }
    fence.worked();
    return Boolean.TRUE.equals(stored) ? FillOutcome.STORED : FillOutcome.REFUSED;
  }

  /**
   * Gives the lease of a load back without a value, and leaves the copy it was stamped on; answers
   * whether it still stood. If this fails, the lease ends by itself.
   *
   * @param pauseMillis how long nobody is to load the copy again
   */
  CompletableFuture<@Nullable Boolean> release(Load<?, V> load, Lease lease, long pauseMillis) {
    if (lease.copyMillis() == 0) {
      return drop(load, lease);
    }
    leases.gone(load);
    return client.executeAsync(restore(load, lease, pauseMillis));
  }

  /** As {@link #release}, and removes the copy as well. */
  CompletableFuture<@Nullable Boolean> drop(Load<?, V> load, Lease lease) {
    leases.gone(load);
    if (!fence.mayTry()) {
      return client.executeAsync(LeaseRequests.dropUnfenced(load.key()));
    }
    return client
        .executeAsync(LeaseRequests.drop(load.key(), lease.token()))
        .exceptionallyCompose(failure -> fence.forbids(Failures.of(failure))
            ? client.executeAsync(LeaseRequests.dropUnfenced(load.key()))
            : CompletableFuture.failedFuture(failure));
  }

  /** Gives all leases back. */
  void releaseAll() {
    for (Load<?, V> load : leases.held()) {
      Lease lease = load.lease();
      if (lease != null) {
        release(load, lease, 0);
      }
    }
  }
}
