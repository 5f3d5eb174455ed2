// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import org.jspecify.annotations.Nullable;

/**
 * The root of what sessions throw. Messages name the session's handle or an attribute, never a
 * token or a value.
 */
public abstract sealed class SessionException extends RuntimeException
    permits SessionConflictException,
        SessionGoneException,
        SessionLimitException,
        SessionUnavailableException,
        UnreadableAttributeException {
  private static final long serialVersionUID = 1L;

  SessionException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
