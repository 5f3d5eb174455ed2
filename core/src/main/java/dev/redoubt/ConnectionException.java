// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import org.jspecify.annotations.Nullable;

/**
 * There is no usable connection to the node, or it was lost while the call was in flight. Has no
 * stack trace if the call was never sent, since an outage throws that often.
 */
public final class ConnectionException extends RedoubtException {
  private static final long serialVersionUID = 1L;

  private final boolean traced;

  /** Creates the exception; {@code context} is appended to the message. */
  public ConnectionException(String message, FailureContext context, @Nullable Throwable cause) {
    this(message, context, cause, true);
  }

  private ConnectionException(
      String message, FailureContext context, @Nullable Throwable cause, boolean traced) {
    super(message, context, cause, traced);
    this.traced = traced;
  }

  /** The exception of a call that was refused at once and never sent: it has no stack trace. */
  public static ConnectionException refused(
      String message, FailureContext context, @Nullable Throwable cause) {
    return new ConnectionException(message, context, cause, false);
  }

  @Override
  public ConnectionException inCache(String cache) {
    return new ConnectionException(problem(), context().inCache(cache), getCause(), traced);
  }
}
