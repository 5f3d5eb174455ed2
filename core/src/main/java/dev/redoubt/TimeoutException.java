// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import org.jspecify.annotations.Nullable;

/** The call did not finish within its deadline. */
public final class TimeoutException extends RedoubtException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception; {@code context} is appended to the message. */
  public TimeoutException(String message, FailureContext context, @Nullable Throwable cause) {
    super(message, context, cause, true);
  }

  @Override
  public TimeoutException inCache(String cache) {
    return new TimeoutException(problem(), context().inCache(cache), getCause());
  }
}
