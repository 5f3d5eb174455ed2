// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import dev.redoubt.HostAndPort;
import dev.redoubt.Topology;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A cluster: each key's slot belongs to one of several masters. The slot map is looked up at the
 * start, every 30 s or so, and at once when something points to a change: a redirection, a node in
 * trouble, a slot without an owner. While trouble lasts it is looked up twice a second, so that a
 * failover is noticed soon after it happened.
 */
final class ClusterRoutes implements Routes {
  private static final long TROUBLED = Duration.ofMillis(500).toNanos();
  private static final long SHORTEST_PAUSE = Duration.ofMillis(100).toNanos();

  private final ClientContext context;
  private final ClusterQuery query;
  private final AtomicReferenceArray<@Nullable Node> owners = new AtomicReferenceArray<>(SLOTS);
  private final Map<Node, Integer> owned = new ConcurrentHashMap<>(); // How many slots.
  private final Map<HostAndPort, Node> nodes = new ConcurrentHashMap<>();
  private final CompletableFuture<Void> resolved = new CompletableFuture<>();
  private final AtomicBoolean asking = new AtomicBoolean();
  private final ReentrantLock lock = new ReentrantLock();

  private volatile long lastAsked;
  private volatile long pause;
  private volatile boolean wanted;
  private volatile boolean complete;
  private volatile boolean closed; // Written under lock.
  private Set<Node> withoutSlots = Set.of(); // Guarded by lock.

  ClusterRoutes(ClientContext context, Topology.Cluster topology) {
    this.context = context;
    this.query = new ClusterQuery(context, topology.seeds());
    ask("start");
  }

  private void ask(String reason) {
    if (closed || !asking.compareAndSet(false, true)) {
      return;
    }
    wanted = false;
    lastAsked = context.nanoTime();
    pause = jittered(context.config().connection().topologyRefresh());
    query.ask(nodes.values()).whenComplete((view, failed) -> {
      if (view != null && !view.isEmpty()) {
        apply(view, reason);
      }
      asking.set(false);
      resolved.complete(null);
    });
  }

  private long jittered(Duration period) {
    long nanos = period.toNanos();
    return nanos - nanos / 5 + context.random().nextLong(Math.max(1, nanos * 2 / 5));
  }

  private void apply(ClusterView view, String reason) {
    List<Node> fresh = new ArrayList<>();
    Set<HostAndPort> before;
    Set<HostAndPort> after;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      before = Set.copyOf(nodes.keySet());
      retireAllBut(assign(view, fresh));
      after = Set.copyOf(nodes.keySet());
    } finally {
      lock.unlock();
    }
    fresh.forEach(Node::open);
    if (!before.equals(after)) {
      report(after, reason);
    }
  }

  /** Gives each slot its owner; answers who owns any. */
  private Set<Node> assign(ClusterView view, List<Node> fresh) {
    Set<Node> owning = new HashSet<>();
    boolean covered = true;
    HostAndPort before = null;
    Node owner = null;
    for (int slot = 0; slot < SLOTS; slot++) {
      HostAndPort address = view.owner(slot);
      covered &= address != null;
      if (!Objects.equals(address, before)) { // Neighbouring slots mostly have one owner.
        owner = address == null ? null : nodeAt(address, fresh);
        before = address;
        if (owner != null) {
          owning.add(owner);
        }
      }
      give(slot, owner);
    }
    complete = covered;
    return owning;
  }

  /** Makes a node the owner of a slot; the lock is held. */
  private void give(int slot, @Nullable Node owner) {
    Node before = owners.getPlain(slot);
    if (before == owner) {
      return;
    }
    owners.set(slot, owner);
    if (before != null) {
      owned.computeIfPresent(before, (node, count) -> count == 1 ? null : count - 1);
    }
    if (owner != null) {
      owned.merge(owner, 1, Integer::sum);
    }
  }

  /**
   * The node at an address; the lock is held.
   *
   * @param fresh gets it if it is new: opening it tells listeners, so that is done after the lock
   *     is released
   */
  private Node nodeAt(HostAndPort address, List<Node> fresh) {
    Node known = nodes.get(address);
    if (known != null) {
      return known;
    }
    Node node = new Node(context, address, false, (where, why) -> want());
    nodes.put(address, node);
    fresh.add(node);
    return node;
  }

  /**
   * Closes nodes that owned nothing in two views in a row: one view may lag behind a redirection.
   */
  private void retireAllBut(Set<Node> owning) {
    Set<Node> idle = new HashSet<>(nodes.values());
    idle.removeAll(owning);
    for (Node node : idle) {
      if (withoutSlots.contains(node)) {
        nodes.remove(node.address());
        context.schedule(late -> node.close(), context.config().attemptTimeout().toNanos());
      }
    }
    withoutSlots = idle;
  }

  private void report(Set<HostAndPort> addresses, String reason) {
    Set<String> names = new TreeSet<>();
    addresses.forEach(address -> names.add(address.toString()));
    context.listener().onTopology(names, reason);
  }

  /** Asks for another look soon. */
  private void want() {
    wanted = true;
  }

  @Override
  public ClientContext context() {
    return context;
  }

  @Override
  public @Nullable Node nodeFor(byte @Nullable [] key) {
    if (closed) {
      return null;
    }
    return key == null ? anyNode() : owners.get(SlotHash.getSlot(key));
  }

  private @Nullable Node anyNode() {
    List<Node> all = List.copyOf(nodes.values());
    for (Node node : all) {
      if (node.link().connection() != null && !node.breaker().isOpen()) {
        return node;
      }
    }
    return all.isEmpty() ? null : all.get(0);
  }

  @Override
  public @Nullable Node redirected(byte @Nullable [] key, HostAndPort address, boolean once) {
    List<Node> fresh = new ArrayList<>(1);
    Node node;
    lock.lock();
    try {
      if (closed || key == null) {
        return null;
      }
      node = nodeAt(address, fresh);
      if (!once) {
        give(SlotHash.getSlot(key), node);
        want();
      }
    } finally {
      lock.unlock();
    }
    fresh.forEach(Node::open);
    return node;
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
    return false;
  }

  @Override
  public Collection<Node> nodes() {
    return List.copyOf(nodes.values());
  }

  @Override
  public int slots(Node node) {
    return owned.getOrDefault(node, 0);
  }

  @Override
  public void tick() {
    boolean troubled = !complete;
    for (Node node : nodes.values()) {
      node.tick();
      troubled |= node.link().connection() == null || node.breaker().isOpen();
    }
    long since = context.nanoTime() - lastAsked;
    if (since > pause || (troubled && since > TROUBLED) || (wanted && since > SHORTEST_PAUSE)) {
      ask(wanted ? "changed" : troubled ? "node unavailable" : "periodic");
    }
  }

  @Override
  public CompletionStage<Void> close() {
    Map<HostAndPort, Node> open;
    lock.lock();
    try {
      closed = true;
      open = new HashMap<>(nodes);
    } finally {
      lock.unlock();
    }
    resolved.complete(null);
    return CompletableFuture.allOf(open.values().stream()
        .map(node -> node.close().toCompletableFuture())
        .toArray(CompletableFuture[]::new));
  }
}
