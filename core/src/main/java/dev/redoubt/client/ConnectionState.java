// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import java.util.Locale;

/** The state of the connection to a node. */
public enum ConnectionState {
  /** Being opened and checked. */
  CONNECTING,
  /** Passed the ready check and takes calls. */
  READY,
  /** Lost or never opened; waiting for the next attempt. */
  DISCONNECTED,
  /** The configured number of attempts has failed; no further attempt is made until asked for. */
  GAVE_UP,
  /** Closed on purpose. */
  CLOSED;

  /** The name that logs, metrics and the console use, such as {@code gave-up}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
