// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.util.Locale;

/** How the wait for another JVM's load ended. */
public enum LeaseWaitOutcome {
  /** With what it stored. */
  STORED,
  /** The lease came free without a value, and was taken over. */
  TAKEN,
  /** The other load took too long, or Redis went away. */
  LEFT;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name in metrics and logs, such as {@code stored}. */
  public String label() {
    return label;
  }
}
