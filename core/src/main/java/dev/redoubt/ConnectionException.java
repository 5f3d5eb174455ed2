// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import org.jspecify.annotations.Nullable;

/** There is no usable connection to the node, or it was lost while the call was in flight. */
public final class ConnectionException extends RedoubtException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception; {@code context} is appended to the message. */
  public ConnectionException(String message, FailureContext context, @Nullable Throwable cause) {
    super(message, context, cause, true);
  }

  @Override
  public ConnectionException inCache(String cache) {
    return new ConnectionException(problem(), context().inCache(cache), getCause());
  }
}
