// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.util.Locale;

/** How a read of a cache ended, before any loader was asked. */
public enum ReadOutcome {
  /** A value was found. */
  HIT,
  /** A copy was found that is past its ttl. */
  STALE,
  /** An entry was found which says that the origin has no value. */
  NEGATIVE,
  /** No usable entry was found. */
  MISS,
  /** The tier could not be asked: Redis is away, refuses, or the flight that was joined failed. */
  FAILED;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name in metrics and logs, such as {@code hit}. */
  public String label() {
    return label;
  }
}
