// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import dev.redoubt.BreakerState;
import dev.redoubt.client.ConnectionState;
import dev.redoubt.client.NodeStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the client knows by itself at every moment: its connections and breakers. Judged without
 * waiting for a second look, since reconnecting and breaking have their own patience.
 */
final class LiveParts {
  private LiveParts() {}

  static void judge(List<NodeStatus> nodes, Map<String, ComponentHealth> to) {
    List<Finding> connections = new ArrayList<>();
    List<Finding> breakers = new ArrayList<>();
    for (NodeStatus node : nodes) {
      connections.add(connection(node));
      breakers.add(breaker(node));
    }
    to.put(Components.CONNECTIONS, ComponentHealth.ofParts(connections, Map.of()));
    to.put(Components.BREAKERS, ComponentHealth.ofParts(breakers, Map.of()));
  }

  private static Finding connection(NodeStatus node) {
    boolean ready = node.connection() == ConnectionState.READY;
    return new Finding(
        node.name(),
        "connection",
        ready ? HealthStatus.UP : HealthStatus.DOWN,
        node.connection().toString(),
        "ready",
        reason(node));
  }

  private static String reason(NodeStatus node) {
    String state = state(node.connection());
    return node.connection() == ConnectionState.READY || node.lastFailure() == null
        ? state
        : state + "; last failure: " + node.lastFailure();
  }

  private static String state(ConnectionState state) {
    return switch (state) {
      case CONNECTING -> "the connection is being opened";
      case READY -> "connected";
      case DISCONNECTED -> "no connection, another attempt will follow";
      case GAVE_UP -> "no connection, the configured number of attempts has failed";
      case CLOSED -> "the client is closed";
    };
  }

  private static Finding breaker(NodeStatus node) {
    return new Finding(
        node.name(),
        "breaker",
        switch (node.breaker()) {
          case CLOSED -> HealthStatus.UP;
          case HALF_OPEN -> HealthStatus.DEGRADED;
          case OPEN -> HealthStatus.DOWN;
        },
        node.breaker().toString(),
        "closed",
        reason(node.breaker()));
  }

  private static String reason(BreakerState breaker) {
    return switch (breaker) {
      case CLOSED -> "takes calls";
      case OPEN -> "is open after failures and refuses calls";
      case HALF_OPEN -> "finds out with a few calls whether the node has recovered";
    };
  }
}
