// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.util.Locale;

/** What became of a loaded value on its way to Redis. */
public enum FillOutcome {
  /** Redis stored it. */
  STORED,
  /**
   * Redis stored it, but was not able to tell whether the key was put or removed meanwhile, since
   * it does not let us run scripts.
   */
  UNFENCED,
  /**
   * The lease was gone: the key was put or removed meanwhile, or the load outlasted the lease. The
   * value was not stored, so nothing newer was overwritten.
   */
  REFUSED,
  /** There was no lease to fill under: another JVM holds it, or Redis could not be asked. */
  UNLEASED,
  /** The value could not be encoded, or is larger than the cache allows. */
  UNFIT,
  /** Redis did not acknowledge it. */
  FAILED;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name in metrics and logs, such as {@code refused}. */
  public String label() {
    return label;
  }
}
