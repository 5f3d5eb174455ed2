// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import java.util.Locale;

/** The state of a node's circuit breaker. */
public enum BreakerState {
  /** Calls pass. */
  CLOSED,
  /** Calls are refused at once; background probes look for recovery. */
  OPEN,
  /** A few calls pass to see whether the node has recovered. */
  HALF_OPEN;

  /**
   * The name that logs, metrics and the console use: {@code closed}, {@code open},
   * {@code half-open}.
   */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
