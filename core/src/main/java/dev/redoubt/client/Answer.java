// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A future for which at most one thread waits as a {@link Waiter}: who completes it wakes that
 * thread, or leaves that to somebody else.
 */
class Answer<T> extends CompletableFuture<@Nullable T> {
  private volatile @Nullable Waiter waiter;

  /** Has {@code thread} woken at the end; it must look whether this has ended afterwards. */
  void awaitedBy(Waiter thread) {
    waiter = thread;
  }

  @Nullable Waiter waiter() {
    return waiter;
  }

  @Override
  public boolean complete(@Nullable T value) {
    boolean ended = super.complete(value);
    wakeWaiter();
    return ended;
  }

  @Override
  public boolean completeExceptionally(Throwable failure) {
    boolean ended = super.completeExceptionally(failure);
    wakeWaiter();
    return ended;
  }

  /** Completes it and leaves its {@link #waiter} to the caller to wake. */
  boolean completeWithoutWaking(@Nullable T value) {
    return super.complete(value);
  }

  private void wakeWaiter() {
    Waiter waiting = waiter;
    if (waiting != null) {
      waiting.wake();
    }
  }
}
