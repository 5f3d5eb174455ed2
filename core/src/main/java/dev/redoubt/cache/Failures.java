// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.CancelledException;
import dev.redoubt.ClosedException;
import dev.redoubt.RedoubtException;
import dev.redoubt.ValidationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Judges what the client throws. */
final class Failures {
  /**
   * Whether a loader-backed read goes on without Redis after this: not if the caller gave up,
   * closed Redoubt or passed nonsense.
   */
  static boolean isOutage(RedoubtException failure) {
    return !(failure instanceof CancelledException
        || failure instanceof ClosedException
        || failure instanceof ValidationException);
  }

  /** What a future of the client failed with. */
  static RedoubtException of(Throwable failure) {
    if (unwrapped(failure) instanceof RedoubtException ours) {
      return ours;
    }
    throw new AssertionError("the client throws nothing but RedoubtException", failure);
  }

  /** What a future failed with, without what a chain of futures puts around it. */
  static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure.getCause();
    boolean wraps = failure instanceof CompletionException || failure instanceof ExecutionException;
    return wraps && cause != null ? cause : failure;
  }

  /** What to throw in place of what a future failed with. */
  static RuntimeException rethrown(Throwable failure) {
    Throwable cause = unwrapped(failure);
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException("only unchecked exceptions come here", cause);
  }

  private Failures() {}
}
