// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import dev.redoubt.BreakerState;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Two listeners as one. */
record ClientListeners(ClientListener first, ClientListener second) implements ClientListener {
  @Override
  public void onCommand(String node, String command, int calls, long nanos, Outcome outcome) {
    first.onCommand(node, command, calls, nanos, outcome);
    second.onCommand(node, command, calls, nanos, outcome);
  }

  @Override
  public CallListener onCall(String command, int calls) {
    return CallListener.both(first.onCall(command, calls), second.onCall(command, calls));
  }

  @Override
  public void onNode(String node, Supplier<BreakerStatistics> breaker) {
    first.onNode(node, breaker);
    second.onNode(node, breaker);
  }

  @Override
  public void onRetry(String node, String command, int attempt, Duration delay) {
    first.onRetry(node, command, attempt, delay);
    second.onRetry(node, command, attempt, delay);
  }

  @Override
  public void onConnection(
      String node, ConnectionState state, int attempt, @Nullable Throwable cause) {
    first.onConnection(node, state, attempt, cause);
    second.onConnection(node, state, attempt, cause);
  }

  @Override
  public void onConnectionReplaced(String node, Duration silence) {
    first.onConnectionReplaced(node, silence);
    second.onConnectionReplaced(node, silence);
  }

  @Override
  public void onBreaker(String node, BreakerState from, BreakerState to) {
    first.onBreaker(node, from, to);
    second.onBreaker(node, from, to);
  }

  @Override
  public void onTopology(Set<String> nodes, String reason) {
    first.onTopology(nodes, reason);
    second.onTopology(nodes, reason);
  }

  @Override
  public void onError(String node, String command, String type) {
    first.onError(node, command, type);
    second.onError(node, command, type);
  }
}
