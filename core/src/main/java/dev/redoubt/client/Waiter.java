// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A platform thread that waits for its call to end. It may be given others to wake as soon as it is
 * awake itself: see {@link WakeUps}.
 */
final class Waiter {
  private final Thread thread = Thread.currentThread();

  /** Written before the call ends, and read by the thread afterwards. */
  private List<Waiter> others = List.of();

  /**
   * Makes the current thread wait until {@code call} has ended, which it ends itself when it is
   * interrupted or has waited for that many nanoseconds.
   */
  static void await(Call<?> call, long nanos) {
    if (call.isDone()) {
      return;
    }
    Waiter waiter = new Waiter();
    call.awaitedBy(waiter);
    waiter.parkUntilEnded(call, nanos);
    waiter.wakeOthers();
  }

  private void parkUntilEnded(Call<?> call, long nanos) {
    long start = call.context().nanoTime();
    while (!call.isDone()) {
      long left = nanos - (call.context().nanoTime() - start);
      if (thread.isInterrupted()) {
        call.fail(Failure.of(FailureKind.CANCELLED, new InterruptedException()));
      } else if (left <= 0) {
        call.fail(Failure.of(FailureKind.TIMEOUT));
      } else {
        LockSupport.parkNanos(call, left);
      }
    }
  }

  /** Has it wake others as well; called before its call ends. */
  void leads(List<Waiter> followers) {
    others = followers;
  }

  /** Wakes it, if there is one. */
  static void wake(@Nullable Waiter waiter) {
    if (waiter != null) {
      LockSupport.unpark(waiter.thread);
    }
  }

  private void wakeOthers() {
    others.forEach(Waiter::wake);
  }
}
