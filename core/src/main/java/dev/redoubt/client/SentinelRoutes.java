// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import dev.redoubt.HostAndPort;
import dev.redoubt.Topology;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The master that the sentinels name owns every key. They announce a change; besides, they are
 * asked now and then, and twice a second while the master is in trouble. A new master is a new
 * node, with a closed breaker and a connection that was checked to reach a master.
 */
final class SentinelRoutes implements Routes {
  private static final long CALM = Duration.ofSeconds(10).toNanos();
  private static final long TROUBLED = Duration.ofMillis(500).toNanos();

  private final ClientContext context;
  private final SentinelQuery query;
  private final List<SentinelWatch> watches;
  private final CompletableFuture<Void> resolved = new CompletableFuture<>();
  private final AtomicBoolean asking = new AtomicBoolean();
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Node master; // Written under lock.
  private volatile boolean closed; // Written under lock.
  private volatile @Nullable HostAndPort announced;
  private volatile long lastAsked;
  private volatile boolean again;

  SentinelRoutes(ClientContext context, Topology.Sentinel topology) {
    this.context = context;
    this.query = new SentinelQuery(context, topology);
    this.watches = query.watches(this::onSwitch);
    ask("start");
  }

  private void onSwitch(@Nullable HostAndPort address) {
    if (address != null) {
      announced = address;
    }
    ask("switch-master");
  }

  private void ask(String reason) {
    if (closed) {
      return;
    }
    if (!asking.compareAndSet(false, true)) {
      again = true;
      return;
    }
    again = false;
    lastAsked = context.nanoTime();
    query.ask(announced).whenComplete((address, failed) -> {
      if (address != null) {
        follow(address, reason);
      }
      asking.set(false);
      resolved.complete(null);
      if (again) {
        ask(reason);
      }
    });
  }

  private void follow(HostAndPort address, String reason) {
    Node former;
    Node next;
    lock.lock();
    try {
      former = master;
      if (closed || (former != null && former.address().equals(address))) {
        return;
      }
      next = new Node(context, address, true, (node, why) -> ask(why));
      master = next;
    } finally {
      lock.unlock();
    }
    next.open();
    context.listener().onTopology(Set.of(address.toString()), reason);
    if (former != null) {
      Node deposed = former;
      context.schedule(
          late -> deposed.close(), context.config().attemptTimeout().toNanos());
    }
  }

  @Override
  public ClientContext context() {
    return context;
  }

  @Override
  public @Nullable Node nodeFor(byte @Nullable [] key) {
    return closed ? null : master;
  }

  @Override
  public @Nullable Node redirected(byte @Nullable [] key, HostAndPort address, boolean once) {
    return null;
  }

  @Override
  public boolean isResolved() {
    return resolved.isDone();
  }

  @Override
  public CompletionStage<Void> resolved() {
    return resolved;
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
    Node node = master;
    return node == null ? List.of() : List.of(node);
  }

  @Override
  public int slots(Node node) {
    return SLOTS;
  }

  @Override
  public void tick() {
    watches.forEach(SentinelWatch::tick);
    Node node = master;
    if (node != null) {
      node.tick();
    }
    boolean troubled =
        node == null || node.link().connection() == null || node.breaker().isOpen();
    if (context.nanoTime() - lastAsked > (troubled ? TROUBLED : CALM)) {
      ask(troubled ? "master unavailable" : "periodic");
    }
  }

  @Override
  public CompletionStage<Void> close() {
    Node node;
    lock.lock();
    try {
      closed = true;
      node = master;
    } finally {
      lock.unlock();
    }
    resolved.complete(null);
    query.close();
    return node == null ? CompletableFuture.completedStage(null) : node.close();
  }
}
