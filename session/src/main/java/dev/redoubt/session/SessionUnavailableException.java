// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import dev.redoubt.RedoubtException;
import org.jspecify.annotations.Nullable;

/**
 * Redis could not be asked in time; whether the session exists is unknown. The cause says what
 * happened, or is null when the request's budget had been used up before.
 */
public final class SessionUnavailableException extends SessionException {
  private static final long serialVersionUID = 1L;

  SessionUnavailableException(String operation, @Nullable RedoubtException cause) {
    super(message(operation, cause), cause);
  }

  private static String message(String operation, @Nullable RedoubtException cause) {
    return "sessions are unavailable: "
        + operation
        + (cause == null ? " found the request's budget used up" : " failed");
  }

  /** Whether the operation may have been carried out all the same. */
  public boolean mayHaveExecuted() {
    return getCause() instanceof RedoubtException cause && cause.mayHaveExecuted();
  }
}
