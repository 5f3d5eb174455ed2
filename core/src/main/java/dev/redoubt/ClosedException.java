// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import org.jspecify.annotations.Nullable;

/** The client is closed or closing. */
public final class ClosedException extends RedoubtException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception; {@code context} is appended to the message. */
  public ClosedException(String message, FailureContext context, @Nullable Throwable cause) {
    super(message, context, cause, true);
  }

  @Override
  public ClosedException inCache(String cache) {
    return new ClosedException(problem(), context().inCache(cache), getCause());
  }
}
