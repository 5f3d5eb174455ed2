// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.util.Locale;

/** Where a cache looked for, or found, an entry. */
public enum Tier {
  /** This JVM's memory. */
  NEAR,
  /** Another caller's load of the same key in this JVM. */
  FLIGHT,
  /** Redis. */
  REMOTE;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name in metrics and logs, such as {@code remote}. */
  public String label() {
    return label;
  }
}
