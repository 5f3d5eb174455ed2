// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import org.jspecify.annotations.Nullable;

/** Too many calls are pending on the node; the call was refused at once and never sent. */
public final class OverloadException extends RedoubtException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception; {@code context} is appended to the message. */
  public OverloadException(String message, FailureContext context, @Nullable Throwable cause) {
    super(message, context, cause, false);
  }

  @Override
  public OverloadException inCache(String cache) {
    return new OverloadException(problem(), context().inCache(cache), getCause());
  }
}
