// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

/**
 * Another request has written the same attribute since this one read it, and its policy is
 * {@link ConflictPolicy#REJECT}; nothing was stored.
 */
public final class SessionConflictException extends SessionException {
  private static final long serialVersionUID = 1L;

  SessionConflictException(String handle, String attribute) {
    super("attribute " + attribute + " of session " + handle + " was written meanwhile", null);
  }
}
