// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.util.Locale;

/** Whether, and why, a cache's origin guard limits its loads. */
public enum GuardState {
  /** Redis answers: loads are not limited. */
  HEALTHY,
  /** Redis cannot be asked: no more loads run at once than the origin is used to. */
  DEGRADED,
  /** Redis is back, and the cache fills again: the limit grows. */
  RECOVERING;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name in metrics. */
  public String label() {
    return label;
  }
}
