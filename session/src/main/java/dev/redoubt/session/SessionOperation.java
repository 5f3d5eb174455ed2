// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import java.util.Locale;

/** What is done to a session in Redis. */
public enum SessionOperation {
  /** Stores a new session. */
  CREATE,
  /** Reads a session and notes the access. */
  LOAD,
  /** Stores what a request has changed. */
  COMMIT,
  /** Changes one attribute by a function. */
  UPDATE,
  /** Replaces the token. */
  ROTATE,
  /** Replaces the token and notes the principal. */
  BIND,
  /** Ends the session by its own request. */
  INVALIDATE,
  /** Ends the session by an administrator or the principal. */
  REVOKE,
  /** Reads what administrators may see. */
  FIND;

  /** Whether the session is another afterwards to those who know its token. */
  boolean endsToken() {
    return this == ROTATE || this == BIND || this == INVALIDATE || this == REVOKE;
  }

  /** The name in lower case, as metrics and messages show it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
