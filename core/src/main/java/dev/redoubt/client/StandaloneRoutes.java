// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import dev.redoubt.HostAndPort;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One server at a fixed address owns every key. */
final class StandaloneRoutes implements Routes {
  private final ClientContext context;
  private final Node node;
  private volatile boolean closed;

  StandaloneRoutes(ClientContext context, HostAndPort address) {
    this.context = context;
    this.node = new Node(context, address, true, (where, reason) -> {}).open();
  }

  @Override
  public ClientContext context() {
    return context;
  }

  @Override
  public @Nullable Node nodeFor(byte @Nullable [] key) {
    return closed ? null : node;
  }

  /** A redirection means that the server is part of a cluster, which this client was not told. */
  @Override
  public @Nullable Node redirected(byte @Nullable [] key, HostAndPort address, boolean once) {
    return null;
  }

  @Override
  public boolean isResolved() {
    return true;
  }

  @Override
  public CompletionStage<Void> resolved() {
    return CompletableFuture.completedStage(null);
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public boolean isSingleServer() {
    return true;
  }

  @Override
  public Collection<Node> nodes() {
    return List.of(node);
  }

  @Override
  public int slots(Node owner) {
    return SLOTS;
  }

  @Override
  public void tick() {
    node.tick();
  }

  @Override
  public CompletionStage<Void> close() {
    closed = true;
    return node.close();
  }
}
