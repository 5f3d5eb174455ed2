// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

/** An attribute, or the session with it, is over one of the {@link SessionLimits}. */
public final class SessionLimitException extends SessionException {
  private static final long serialVersionUID = 1L;

  SessionLimitException(String message) {
    super(message, null);
  }
}
