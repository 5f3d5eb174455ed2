// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Finds the epochs that entries are stamped with. A put is sent with those that this JVM remembers,
 * together with the question whether they are the current ones; if they are not, because another
 * JVM has cleared the cache since, it is sent again. A loaded value gets those from before its
 * load.
 */
final class Stamps {
  private final Epochs epochs;
  private final TagEpochs tags;

  Stamps(Epochs epochs, TagEpochs tags) {
    this.epochs = epochs;
    this.tags = tags;
  }

  /** The epochs as far as they are remembered. */
  Stamp remembered(int group, long[] named) {
    long epoch = epochs.remembered(group);
    return named.length == 0 ? Stamp.of(epoch) : Stamp.of(epoch, named, tags.remembered(named));
  }

  /**
   * For what was loaded while Redis could not be asked, and is not stored there.
   *
   * @param epoch what was {@linkplain Epochs#assumed assumed} when the load began
   * @param began when that was, in nanoseconds of the cache's ticker
   */
  Stamp assumed(long epoch, long[] named, long began) {
    return named.length == 0 ? Stamp.of(epoch) : Stamp.of(epoch, named, tags.assumed(named, began));
  }

  /** Whether a copy has the epochs that this JVM knows: nothing has told that it was removed. */
  boolean isCurrentHere(int group, byte[] entry) {
    Stamp stamp = Stamp.of(entry);
    long[] named = stamp.tags();
    return stamp.isComplete()
        && stamp.agreesWith(Stamp.of(epochs.assumed(group), named, tags.remembered(named)));
  }

  /**
   * The current epochs; makes those that are not there.
   *
   * @param life how long the entry will live, in ms
   */
  CompletableFuture<Stamp> current(int group, long[] named, long life) {
    CompletableFuture<Long> epoch = epochs.current(group);
    return named.length == 0
        ? epoch.thenApply(Stamp::of)
        : epoch.thenCombine(
            tags.ensure(named, life), (of, tagEpochs) -> Stamp.of(of, named, tagEpochs));
  }

  /**
   * The epochs for what was loaded.
   *
   * @return null if something was removed meanwhile that may have been this
   */
  CompletableFuture<@Nullable Stamp> loaded(Baseline baseline, long[] named, long life) {
    if (named.length == 0) {
      return CompletableFuture.completedFuture(Stamp.of(baseline.epoch()));
    }
    return tags.since(baseline, named, life)
        .thenApply(now -> now == null ? null : Stamp.of(baseline.epoch(), named, now));
  }
}
