// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import org.jspecify.annotations.Nullable;

/** An argument was refused before anything was sent. */
public final class ValidationException extends RedoubtException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception; {@code context} is appended to the message. */
  public ValidationException(String message, FailureContext context, @Nullable Throwable cause) {
    super(message, context, cause, true);
  }

  @Override
  public ValidationException inCache(String cache) {
    return new ValidationException(problem(), context().inCache(cache), getCause());
  }
}
