// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import dev.redoubt.BreakerState;
import dev.redoubt.client.ConnectionState;
import dev.redoubt.client.NodeStatus;
import java.time.Instant;

/**
 * How a node is.
 *
 * @param available whether calls to it can be expected to be answered
 * @param connection the state of its connection
 * @param breaker the state of its breaker
 * @param since when the connection entered its state
 * @param reason why it is available or not, in words, without secrets
 */
public record NodeHealth(
    boolean available,
    ConnectionState connection,
    BreakerState breaker,
    Instant since,
    String reason) {

  /** The health of a node as the client saw it at {@code now}. */
  static NodeHealth of(NodeStatus node, Instant now) {
    return new NodeHealth(
        node.isAvailable(),
        node.connection(),
        node.breaker(),
        now.minus(node.since()),
        reason(node));
  }

  /** UP or DOWN. */
  public HealthStatus status() {
    return available ? HealthStatus.UP : HealthStatus.DOWN;
  }

  private static String reason(NodeStatus node) {
    String state = state(node);
    return node.isAvailable() || node.lastFailure() == null
        ? state
        : state + "; last failure: " + node.lastFailure();
  }

  private static String state(NodeStatus node) {
    return switch (node.connection()) {
      case CONNECTING -> "the connection is being opened";
      case READY -> "connected, " + breaker(node.breaker());
      case DISCONNECTED -> "no connection, another attempt will follow";
      case GAVE_UP -> "no connection, the configured number of attempts has failed";
      case CLOSED -> "the client is closed";
    };
  }

  private static String breaker(BreakerState breaker) {
    return switch (breaker) {
      case CLOSED -> "takes calls";
      case OPEN -> "but the breaker is open after failures and refuses calls";
      case HALF_OPEN -> "and the breaker finds out with a few calls whether it has recovered";
    };
  }
}
