// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import org.jspecify.annotations.Nullable;

/**
 * A cache's loader was not called, to protect the origin: Redis is away or was so until now, as
 * many loads as the origin is used to are running, and no stale copy is at hand.
 */
public final class LoadRejectedException extends RedoubtException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception; {@code context} is appended to the message. */
  public LoadRejectedException(String message, FailureContext context, @Nullable Throwable cause) {
    super(message, context, cause, false);
  }

  @Override
  public LoadRejectedException inCache(String cache) {
    return new LoadRejectedException(problem(), context().inCache(cache), getCause());
  }
}
