// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import dev.redoubt.RedoubtException;
import io.netty.util.Timeout;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** How a caller's thread waits for the answer of its call, and what it is told. */
final class Waiting {
  /** How much later than its deadline a waiting caller takes matters into its own hands. */
  private static final long GRACE = Duration.ofMillis(40).toNanos();

  /** Waits for the answer; throws a {@link RedoubtException} and nothing else. */
  static <T> @Nullable T forAnswer(Call<T> call) {
    try {
      return VirtualThreads.isCurrent()
          ? getUnhurried(call)
          : call.get(patience(call), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw atCaller(e.getCause());
    } catch (TimeoutException e) {
      call.fail(Failure.of(FailureKind.TIMEOUT));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      call.fail(Failure.of(FailureKind.CANCELLED, e));
    }
    return outcome(call);
  }

  /**
   * Waits on a virtual thread: parking one for a limited time goes through a scheduler of the JDK's
   * that costs more than the rest of the call.
   */
  private static <T> @Nullable T getUnhurried(Call<T> call)
      throws InterruptedException, ExecutionException {
    if (call.isDone()) {
      return call.get();
    }
    Timeout end = call.context().limitWait(new Deadline(call), patience(call));
    try {
      return call.get();
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
