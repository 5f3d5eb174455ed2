// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import java.util.Locale;

/** How an operation on a session ended. */
public enum SessionOutcome {
  /** It was carried out. */
  OK,
  /** There is no such session: it never was, was invalidated, or its time is long over. */
  ABSENT,
  /** It has ended, and its listeners have not all been told yet. */
  DEAD,
  /** It is past its idle or absolute deadline. */
  EXPIRED,
  /** The token or generation is not the session's any more. */
  STALE,
  /** The token or generation was replaced moments ago, by another request of the same client. */
  SUPERSEDED,
  /** A session of that selector exists already. */
  EXISTS,
  /** An attribute was written by another request. */
  CONFLICT,
  /** The session would be too large. */
  LIMIT,
  /** Redis could not be asked in time. */
  UNAVAILABLE;

  /** Whether the session has ended, or who asked for it has another token than it. */
  boolean isGone() {
    return this == ABSENT || this == DEAD || this == EXPIRED || this == STALE || this == SUPERSEDED;
  }

  /** The name in lower case, as metrics and messages show it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
