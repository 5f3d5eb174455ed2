// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

/**
 * The session has ended, or another request has rotated its token, since this request loaded it.
 */
public final class SessionGoneException extends SessionException {
  private static final long serialVersionUID = 1L;

  private final transient SessionOutcome reason;

  SessionGoneException(String handle, String operation, SessionOutcome reason) {
    super(operation + " of session " + handle + " came too late: " + reason.label(), null);
    this.reason = reason;
  }

  /** Why. */
  public SessionOutcome reason() {
    return reason;
  }
}
