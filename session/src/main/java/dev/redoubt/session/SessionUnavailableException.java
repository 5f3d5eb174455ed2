// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import dev.redoubt.RedoubtException;
import org.jspecify.annotations.Nullable;

/**
 * Redis could not be asked in time; whether the session exists is unknown. The cause says what
 * happened, or is null when the request's budget had been used up before, or when the session is a
 * {@linkplain Session#isStale stale} one, which can only be read.
 */
public final class SessionUnavailableException extends SessionException {
  private static final long serialVersionUID = 1L;

  SessionUnavailableException(String operation, @Nullable RedoubtException cause) {
    super(message(operation, cause), cause);
  }

  private SessionUnavailableException(String message) {
    super(message, null);
  }

  /** An operation that a stale session does not have. */
  static SessionUnavailableException readOnly(String operation) {
    return new SessionUnavailableException("sessions are unavailable: without Redis a session"
        + " can only be read, which " + operation + " does not");
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
