// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import dev.redoubt.BreakerState;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hears what the protected client does. Called on event loops and timer threads: implementations
 * must be thread-safe, must not block and should not throw (what they throw is logged and dropped).
 * Nodes are named {@code host:port}.
 */
public interface ClientListener {
  /** Hears nothing. */
  ClientListener NONE = new ClientListener() {};

  /**
   * A command on the wire ended, or was refused before it got there.
   *
   * @param node where it went
   * @param command its name; reads of several callers that share a command are one {@code MGET}
   * @param calls how many callers' calls the command carried, at least 1
   * @param nanos from sending to the end, 0 if it was never sent
   * @param outcome how it ended
   */
  default void onCommand(String node, String command, int calls, long nanos, Outcome outcome) {}

  /**
   * A caller's call begins, told on the caller's thread before its first attempt; those of bulk
   * calls are told as one.
   *
   * @param command the name of the command; of a bulk call that of its first command
   * @param calls how many calls it is; more than one for a bulk call
   * @return who hears of its end, {@link CallListener#NONE} for nobody
   */
  default CallListener onCall(String command, int calls) {
    return CallListener.NONE;
  }

  /**
   * A node was met and is about to be connected to: the first event of a node.
   *
   * @param breaker what its breaker goes by, to be asked at any time; from memory
   */
  default void onNode(String node, Supplier<BreakerStatistics> breaker) {}

  /** A failed attempt will be repeated after {@code delay}. */
  default void onRetry(String node, String command, int attempt, Duration delay) {}

  /**
   * The node's connection changed its state; {@code cause} says why a connection was lost or not
   * made.
   */
  default void onConnection(
      String node, ConnectionState state, int attempt, @Nullable Throwable cause) {}

  /** A silent connection was replaced by a fresh one that answered. */
  default void onConnectionReplaced(String node, Duration silence) {}

  /** The node's breaker changed its state. */
  default void onBreaker(String node, BreakerState from, BreakerState to) {}

  /** The set of nodes that own data changed: a failover, a new shard, a removed one. */
  default void onTopology(Set<String> nodes, String reason) {}

  /**
   * Redis answered an error: {@code type} is its class, such as {@code oom} or {@code readonly}.
   */
  default void onError(String node, String command, String type) {}

  /** Calls to both, in order. */
  static ClientListener both(ClientListener first, ClientListener second) {
    return first == NONE ? second : second == NONE ? first : new ClientListeners(first, second);
  }
}
