// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import java.util.Locale;

/** How a command on a node ended, as metrics label it. */
public enum Outcome {
  /** Redis answered. */
  SUCCESS,
  /** Redis sent the call on, to another node or to send its script in full; it went there. */
  REDIRECTED,
  /** Redis answered with an error. */
  REFUSED,
  /** No answer within the attempt's time. */
  TIMEOUT,
  /** The connection was lost or there was none. */
  DISCONNECTED,
  /** The breaker did not let it pass. */
  CIRCUIT_OPEN,
  /** Too many calls were pending. */
  OVERLOADED,
  /** The caller gave up. */
  CANCELLED;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name in metrics and logs, such as {@code circuit_open}. */
  public String label() {
    return label;
  }
}
