// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import org.jspecify.annotations.Nullable;

/** Redis did not accept the credentials, or asks for some (NOAUTH, WRONGPASS). */
public final class AuthenticationException extends RedoubtException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception; {@code context} is appended to the message. */
  public AuthenticationException(
      String message, FailureContext context, @Nullable Throwable cause) {
    super(message, context, cause, true);
  }

  @Override
  public AuthenticationException inCache(String cache) {
    return new AuthenticationException(problem(), context().inCache(cache), getCause());
  }
}
