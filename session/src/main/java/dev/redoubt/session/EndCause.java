// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import java.util.Locale;

/** Why a session has ended. */
public enum EndCause {
  /** A request of its own ended it. */
  INVALIDATED,
  /** An administrator, its principal, or the cap on a principal's sessions ended it. */
  REVOKED,
  /** Its idle or absolute timeout has passed. */
  EXPIRED,
  /**
   * Its time has passed while nobody swept, or Redis has lost it: what it held is not known any
   * more.
   */
  LOST;

  /** The name in lower case, as metrics show it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static EndCause of(String name) {
    for (EndCause cause : values()) {
      if (cause.name().equals(name)) {
        return cause;
      }
    }
    return EXPIRED;
  }
}
