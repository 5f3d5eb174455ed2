// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The root of everything Redoubt throws. There is one subclass per cause; each carries its
 * {@link FailureContext}. Messages never contain keys, values or secrets.
 */
public abstract sealed class RedoubtException extends RuntimeException
    permits AuthenticationException,
        CancelledException,
        CircuitOpenException,
        ClosedException,
        ConnectionException,
        LoadException,
        LoadRejectedException,
        OverloadException,
        SerializationException,
        ServerRefusedException,
        TimeoutException,
        ValidationException {

  private static final long serialVersionUID = 1L;

  private final String problem;
  private final transient FailureContext context;

  RedoubtException(
      String message, FailureContext context, @Nullable Throwable cause, boolean trace) {
    super(message + " [" + Objects.requireNonNull(context, "context") + "]", cause, true, trace);
    this.problem = message;
    this.context = context;
  }

  /** What is known about the failed call. */
  public FailureContext context() {
    return context;
  }

  /** The same failure with the cache's name in its context, as thrown from the current thread. */
  public abstract RedoubtException inCache(String cache);

  /** What went wrong, without the context. */
  String problem() {
    return problem;
  }

  /** Whether Redis may have carried out the command although the call failed. */
  public boolean mayHaveExecuted() {
    return context.mayHaveExecuted();
  }
}
