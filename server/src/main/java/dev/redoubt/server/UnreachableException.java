// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import dev.redoubt.ConnectionException;
import dev.redoubt.client.NodeStatus;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** A command could not reach Redis; says where it was looked for and what happened there. */
final class UnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final String LABEL = "not_connected: ";

  UnreachableException(List<NodeStatus> nodes, ConnectionException cause) {
    super(nodes.isEmpty() ? cause.getMessage() : text(nodes), cause);
  }

  private static String text(List<NodeStatus> nodes) {
    return nodes.stream()
        .map(node -> node.name() + ": " + reason(node))
        .collect(Collectors.joining("; ", "cannot reach Redis at ", ""));
  }

  private static String reason(NodeStatus node) {
    String failure =
        Objects.requireNonNullElse(node.lastFailure(), String.valueOf(node.connection()));
    // The name that metrics have for it says nothing more to people.
    return failure.startsWith(LABEL) ? failure.substring(LABEL.length()) : failure;
  }
}
