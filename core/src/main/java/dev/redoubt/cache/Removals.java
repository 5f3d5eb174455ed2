// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.CancelledException;
import dev.redoubt.RedoubtException;
import dev.redoubt.client.BulkReply;
import dev.redoubt.client.ProtectedClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes by tag and removes everything, and keeps what Redis has not acknowledged, of these and of
 * single keys, in the outbox.
 */
final class Removals {
  private static final Logger LOG = LoggerFactory.getLogger(Removals.class);

  private final String cache;
  private final ProtectedClient client;
  private final Epochs epochs;
  private final TagEpochs tags;
  private final Outbox outbox;
  private final Replays replays;
  private final Janitor janitor;

  Removals(
      String cache,
      ProtectedClient client,
      Epochs epochs,
      TagEpochs tags,
      Outbox outbox,
      Replays replays,
      Janitor janitor) {
    this.cache = cache;
    this.client = client;
    this.epochs = epochs;
    this.tags = tags;
    this.outbox = outbox;
    this.replays = replays;
    this.janitor = janitor;
  }

  /** Removes everything; fails as the client does, and then keeps on trying. */
  CompletableFuture<Void> clear() {
    List<Integer> groups = IntStream.range(0, epochs.keys().groups()).boxed().toList();
    return client.executeAllAsync(epochs.endings(groups)).thenApply(replies -> {
      epochs.forget();
      janitor.ask();
      return finish(groups, replies);
    });
  }

  private @Nullable Void finish(List<Integer> groups, BulkReply<Boolean> replies) {
    List<Integer> failed = replies.failed();
    if (failed.isEmpty()) {
      return null;
    }
    replays.add(failed.stream().map(groups::get).map(Removal::ofGroup).toList());
    throw Objects.requireNonNull(replies.failure(failed.get(0)));
  }

  /** Removes the entries with a tag; as {@link #clear}. */
  CompletableFuture<Void> removeTag(long tag) {
    return tags.remove(tag).whenComplete((done, failure) -> {
      janitor.ask();
      if (failure != null && isOwed(Failures.of(failure))) {
        replays.add(List.of(Removal.ofTag(tag)));
      }
    });
  }

  /** A put or removal of a key has failed: what Redis holds there is not to be served any more. */
  void failed(Key<?> key, RedoubtException failure) {
    failed(List.of(key), failure);
  }

  /** As {@link #failed(Key, RedoubtException)}, for many. */
  void failed(Collection<? extends Key<?>> keys, RedoubtException failure) {
    if (!isOwed(failure)) {
      return;
    }
    List<Removal> removals = new ArrayList<>(keys.size());
    keys.forEach(key -> removals.add(Removal.ofKey(key, epochs.keys().group(key.bytes()))));
    replays.add(removals);
  }

  /** Whether Redis may still hold what was to be removed, and will be there again. */
  private static boolean isOwed(RedoubtException failure) {
    return Failures.isOutage(failure) || failure instanceof CancelledException;
  }

  /** Whether what Redis holds under a key is not to be served here. */
  boolean holds(Key<?> key, int group) {
    return outbox.holds(key, group);
  }

  /** See {@link Outbox#overtake}. */
  @Nullable CompletableFuture<Void> overtake(Key<?> key) {
    return outbox.overtake(key);
  }

  /** See {@link Outbox#settle}. */
  void settle(Key<?> key) {
    if (outbox.size() != 0) {
      replays.settle(key);
    }
  }

  /** How many removals wait. */
  int waiting() {
    return outbox.size();
  }

  /** Says what has not been replayed. */
  void close() {
    int left = outbox.size();
    if (left > 0) {
      LOG.warn(
          "Cache {} is closed with {} removals that Redis has not acknowledged; other JVMs may get"
              + " what they were to remove until it expires",
          cache,
          left);
    }
  }
}
