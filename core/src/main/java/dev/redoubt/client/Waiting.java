// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import dev.redoubt.RedoubtException;
import io.netty.util.Timeout;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** How a caller's thread waits for the answer of its call, and what it is told. */
final class Waiting {
  /** How much later than its deadline a waiting caller takes matters into its own hands. */
  private static final long GRACE = Duration.ofMillis(40).toNanos();

  /** Waits for the answer; throws a {@link RedoubtException} and nothing else. */
  static <T> @Nullable T forAnswer(Call<T> call) {
    if (VirtualThreads.isCurrent()) {
      waitUnhurried(call);
    } else {
      Waiter.await(call, patience(call));
    }
    return outcome(call);
  }

  /**
   * Waits on a virtual thread: parking one for a limited time goes through a scheduler of the JDK's
   * that costs more than the rest of the call.
   */
  private static void waitUnhurried(Call<?> call) {
    if (call.isDone()) {
      return;
    }
    Timeout end = call.context().limitWait(new Deadline(call), patience(call));
    try {
      call.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      call.fail(Failure.of(FailureKind.CANCELLED, e));
    } catch (ExecutionException e) {
      // What is wrong is told by the outcome.
    } finally {
      end.cancel();
    }
  }

  /** How long the caller waits from now on, in nanoseconds. */
  static long patience(Call<?> call) {
    return call.left() + GRACE;
  }

  /** The answer of a call that has ended. */
  private static <T> @Nullable T outcome(Call<T> call) {
    try {
      return call.join();
    } catch (CompletionException e) {
      throw atCaller(e.getCause());
    }
  }

  /** The exception was made on an event loop; its stack should show who called. */
  private static RedoubtException atCaller(@Nullable Throwable thrown) {
    if (!(thrown instanceof RedoubtException failure)) {
      throw new IllegalStateException("a call failed with something unexpected", thrown);
    }
    if (failure.getStackTrace().length > 0) {
      failure.setStackTrace(new Throwable().getStackTrace());
    }
    return failure;
  }

  private Waiting() {}
}
