// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import org.jspecify.annotations.Nullable;

/** A value could not be turned into bytes, or bytes from Redis are not a value. */
public final class SerializationException extends RedoubtException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception; {@code context} is appended to the message. */
  public SerializationException(String message, FailureContext context, @Nullable Throwable cause) {
    super(message, context, cause, true);
  }

  @Override
  public SerializationException inCache(String cache) {
    return new SerializationException(problem(), context().inCache(cache), getCause());
  }
}
