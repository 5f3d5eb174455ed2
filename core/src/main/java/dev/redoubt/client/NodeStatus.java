// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import dev.redoubt.BreakerState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the client knows of a node at one moment, from memory: asking costs nothing on the wire.
 *
 * @param name {@code host:port}
 * @param connection the state of its connection
 * @param breaker the state of its breaker
 * @param pendingCalls calls sent or queued and not yet answered
 * @param slots how many cluster slots it owns; 16384 where there is no cluster
 * @param reconnects how often a connection was opened again after the first
 * @param since how long the connection has been in its state
 * @param lastFailure what last went wrong with the connection, without secrets, or null
 */
public record NodeStatus(
    String name,
    ConnectionState connection,
    BreakerState breaker,
    int pendingCalls,
    int slots,
    long reconnects,
    Duration since,
    @Nullable String lastFailure) {

  /** Whether calls to this node can be expected to be answered. */
  public boolean isAvailable() {
    return connection == ConnectionState.READY && breaker == BreakerState.CLOSED;
  }
}
