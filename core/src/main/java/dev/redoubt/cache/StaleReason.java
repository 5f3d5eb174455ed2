// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.util.Locale;

/** Why a stale copy was the answer of a read with a loader. */
public enum StaleReason {
  /** The loader threw. */
  LOAD_FAILED,
  /** The load, here or in another JVM, took longer than the caller waits for it. */
  SLOW_LOAD,
  /** The loader failed a short time ago, and was not asked. */
  THROTTLED;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name in metrics and logs, such as {@code throttled}. */
  public String label() {
    return label;
  }
}
