// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import org.jspecify.annotations.Nullable;

/**
 * The node's breaker is open: the call was refused at once and never sent. Has no stack trace,
 * since an outage throws it often.
 */
public final class CircuitOpenException extends RedoubtException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception; {@code context} is appended to the message. */
  public CircuitOpenException(String message, FailureContext context, @Nullable Throwable cause) {
    super(message, context, cause, false);
  }

  @Override
  public CircuitOpenException inCache(String cache) {
    return new CircuitOpenException(problem(), context().inCache(cache), getCause());
  }
}
