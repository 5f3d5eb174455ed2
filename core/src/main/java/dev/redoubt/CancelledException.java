// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import org.jspecify.annotations.Nullable;

/** The caller gave up: its thread was interrupted or its future was cancelled. */
public final class CancelledException extends RedoubtException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception; {@code context} is appended to the message. */
  public CancelledException(String message, FailureContext context, @Nullable Throwable cause) {
    super(message, context, cause, true);
  }

  @Override
  public CancelledException inCache(String cache) {
    return new CancelledException(problem(), context().inCache(cache), getCause());
  }
}
