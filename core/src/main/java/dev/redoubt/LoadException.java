// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import org.jspecify.annotations.Nullable;

/** A cache's loader failed and no other answer was at hand; the cause is what the loader threw. */
public final class LoadException extends RedoubtException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception; {@code context} is appended to the message. */
  public LoadException(String message, FailureContext context, @Nullable Throwable cause) {
    super(message, context, cause, true);
  }

  @Override
  public LoadException inCache(String cache) {
    return new LoadException(problem(), context().inCache(cache), getCause());
  }
}
