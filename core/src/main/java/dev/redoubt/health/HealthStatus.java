// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import java.util.Collection;

/** How well something is. */
public enum HealthStatus {
  /** All of it works, with room to spare. */
  UP,
  /** It works, but not all of it, or not with room to spare. */
  DEGRADED,
  /** It does not work, or a limit is passed beyond which it is about to fail. */
  DOWN,
  /** It is not known: not looked at yet, not permitted to look, or the last look is too old. */
  UNKNOWN;

  /**
   * The status of a whole that works as long as one part does: UP when all are UP, DOWN when all
   * are DOWN, UNKNOWN when there are none or all are, else DEGRADED.
   */
  static HealthStatus ofParts(Collection<HealthStatus> parts) {
    if (parts.isEmpty()) {
      return UNKNOWN;
    }
    HealthStatus first = parts.iterator().next();
    return parts.stream().allMatch(part -> part == first) ? first : DEGRADED;
  }

  /** The status of a whole that is as bad as its worst part; UNKNOWN when no part is known. */
  static HealthStatus worstOf(Collection<HealthStatus> parts) {
    return parts.stream().filter(part -> part != UNKNOWN).max(Enum::compareTo).orElse(UNKNOWN);
  }

  boolean isWorseThan(HealthStatus other) {
    return this != UNKNOWN && other != UNKNOWN && compareTo(other) > 0;
  }
}
