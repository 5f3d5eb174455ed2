// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.util.Locale;

/** How a call of a loader ended. */
public enum LoadOutcome {
  /** The loader returned a value; of a bulk loader: returned. */
  SUCCESS,
  /** The loader returned null: the origin has no such value. */
  ABSENT,
  /** The loader found that the stale copy is still good. */
  UNMODIFIED,
  /** The loader threw. */
  FAILED,
  /** The thread that ran the loader was interrupted. */
  CANCELLED;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name in metrics and logs, such as {@code absent}. */
  public String label() {
    return label;
  }
}
