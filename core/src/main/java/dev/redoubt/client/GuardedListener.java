// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import dev.redoubt.BreakerState;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what a listener throws, errors included, away from event loops: a class that is missing
 * from a listener must not end the calls it was told of.
 */
final class GuardedListener implements ClientListener {
  private static final Logger LOG = LoggerFactory.getLogger(ClientListener.class);

  private final ClientListener listener;

  GuardedListener(ClientListener listener) {
    this.listener = listener;
  }

  @Override
  public void onCommand(String node, String command, int calls, long nanos, Outcome outcome) {
    try {
      listener.onCommand(node, command, calls, nanos, outcome);
    } catch (Throwable e) {
      report(e);
    }
  }

  @Override
  public CallListener onCall(String command, int calls) {
    try {
      CallListener call = listener.onCall(command, calls);
      return call == CallListener.NONE ? call : failure -> guarded(() -> call.onEnd(failure));
    } catch (Throwable e) {
      report(e);
      return CallListener.NONE;
    }
  }

  @Override
  public void onNode(String node, Supplier<BreakerStatistics> breaker) {
    guarded(() -> listener.onNode(node, breaker));
  }

  @Override
  public void onRetry(String node, String command, int attempt, Duration delay) {
    guarded(() -> listener.onRetry(node, command, attempt, delay));
  }

  @Override
  public void onConnection(
      String node, ConnectionState state, int attempt, @Nullable Throwable cause) {
    guarded(() -> listener.onConnection(node, state, attempt, cause));
  }

  @Override
  public void onConnectionReplaced(String node, Duration silence) {
    guarded(() -> listener.onConnectionReplaced(node, silence));
  }

  @Override
  public void onBreaker(String node, BreakerState from, BreakerState to) {
    guarded(() -> listener.onBreaker(node, from, to));
  }

  @Override
  public void onTopology(Set<String> nodes, String reason) {
    guarded(() -> listener.onTopology(nodes, reason));
  }

  @Override
  public void onError(String node, String command, String type) {
    guarded(() -> listener.onError(node, command, type));
  }

  private static void guarded(Runnable call) {
    try {
      call.run();
    } catch (Throwable e) {
      report(e);
    }
  }

  private static void report(Throwable thrown) {
    LOG.warn("A client listener threw; the event is lost to it", thrown);
  }
}
