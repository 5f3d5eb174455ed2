// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.util.Locale;

/** How an explicit write (put or remove) ended. */
public enum WriteOutcome {
  /** Redis acknowledged it. */
  SUCCESS,
  /** It was refused before anything was sent, or Redis did not acknowledge it. */
  FAILED;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name in metrics and logs, such as {@code success}. */
  public String label() {
    return label;
  }
}
