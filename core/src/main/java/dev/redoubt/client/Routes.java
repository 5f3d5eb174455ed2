// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import dev.redoubt.HostAndPort;
import java.util.Collection;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Knows the node that owns a key, and notices when that changes. One implementation per topology;
 * thread-safe.
 */
sealed interface Routes permits StandaloneRoutes, SentinelRoutes, ClusterRoutes {
  /** How many hash slots there are, in a cluster or not. */
  int SLOTS = 16384;

  ClientContext context();

  /** The node that owns {@code key}, any node when it is null; null when none is known. */
  @Nullable Node nodeFor(byte @Nullable [] key);

  /**
   * The node at {@code address}, to which Redis has sent us for {@code key}; null where that makes
   * no sense.
   */
  @Nullable Node redirected(byte @Nullable [] key, HostAndPort address, boolean once);

  /** Whether the topology has been looked up once, with or without success. */
  boolean isResolved();

  /** Completes when the topology has been looked up once; never exceptionally. */
  CompletionStage<Void> resolved();

  boolean isClosed();

  /** Whether all keys are on one server, so that one MGET may name any of them. */
  boolean isSingleServer();

  Collection<Node> nodes();

  /** How many slots {@code node} owns. */
  int slots(Node node);

  /** Called every few hundred milliseconds from the timer thread. */
  void tick();

  /** Stops looking and closes all nodes; completes when their connections are closed. */
  CompletionStage<Void> close();
}
