// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import java.util.Collection;

/** How well something is. */
public enum HealthStatus {
  /** All of it works. */
  UP,
  /** Some of it works. */
  DEGRADED,
  /** None of it works. */
  DOWN,
  /** Nothing is known yet. */
  UNKNOWN;

  /**
   * The status of a whole whose parts have these: UP when all are UP, DOWN when all are DOWN,
   * UNKNOWN when there are none or all are, else DEGRADED.
   */
  static HealthStatus ofParts(Collection<HealthStatus> parts) {
    if (parts.isEmpty()) {
      return UNKNOWN;
    }
    HealthStatus first = parts.iterator().next();
    return parts.stream().allMatch(part -> part == first) ? first : DEGRADED;
  }
}
