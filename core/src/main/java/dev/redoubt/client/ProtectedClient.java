// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.redoubt.ConnectionException;
import dev.redoubt.FailureContext;
import dev.redoubt.HostAndPort;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.Topology;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.resource.EpollProvider;
import io.netty.util.Timeout;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Redis client that fails fast and recovers by itself: every call has a deadline, every node its
 * own breaker, every lost connection is replaced in the background. Safe for use by any number of
 * threads.
 *
 * <p>Every method throws (or completes its future with) a {@link dev.redoubt.RedoubtException} and
 * nothing else. Futures complete on the client's event loops: continue with the {@code …Async}
 * methods of {@link CompletableFuture} before doing anything that blocks.
 */
public final class ProtectedClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProtectedClient.class);
  private static final long TICK = Duration.ofMillis(100).toNanos();
  private static final int DEFAULT_PORT = 6379;

  /** Of so many texts, hardly ever none falls into a given one of the 16384 slots. */
  private static final int TAGS_TO_TRY = 200_000;

  private static final long POLL = Duration.ofMillis(5).toNanos();

  /** No count of moves. */
  private static final long BUSY = -1;

  private final ClientContext context;
  private final Routes routes;
  private final AtomicBoolean closing = new AtomicBoolean();

  private ProtectedClient(ClientContext context) {
    this.context = context;
    this.routes = routes(context, context.config().topology());
    tickLater();
  }

  private static Routes routes(ClientContext context, Topology topology) {
    if (topology instanceof Topology.Sentinel sentinel) {
      return new SentinelRoutes(context, sentinel);
    }
    if (topology instanceof Topology.Cluster cluster) {
      return new ClusterRoutes(context, cluster);
    }
    return new StandaloneRoutes(context, ((Topology.Standalone) topology).node());
  }

  /**
   * Opens a client. Returns at once, connected or not; calls made before the first connection
   * attempt has ended wait for it within their deadline.
   *
   * @throws ConnectionException if the configuration says {@code failFast} and Redis cannot be
   *     reached
   */
  public static ProtectedClient open(RedoubtConfig config, ClientListener listener) {
    ProtectedClient client = new ProtectedClient(new ClientContext(config, listener));
    if (config.failFast() && !client.awaitReady(config.timeout())) {
      String nodes = client.nodes().toString();
      client.close();
      throw new ConnectionException(
          "Redis is not reachable: " + nodes, FailureContext.of("connect"), null);
    }
    return client;
  }

  private void tickLater() {
    context.schedule(this::tick, TICK);
  }

  private void tick(Timeout elapsed) {
    if (closing.get()) {
      return;
    }
    try {
      context.budget().roll();
      routes.tick();
    } catch (Throwable e) {
      // Errors, too: without the next tick nothing would ever probe or reconnect again.
      LOG.warn("Watching over the connections failed; the next look is in 100 ms", e);
    }
    tickLater();
  }

  /**
   * Reads a string value; concurrent reads of one node share commands and writes. Null when absent.
   */
  public byte @Nullable [] get(byte[] key) {
    return Call.read(routes, key).observed().begin().await();
  }

  /** As {@link #get}, without waiting. */
  public CompletableFuture<byte @Nullable []> getAsync(byte[] key) {
    return Call.read(routes, key).observed().begin();
  }

  /**
   * Reads two string values at once, in one write if one node has both, and combines them. Null
   * stands for a key that is absent. If either cannot be read, neither is.
   */
  public <T> T getBoth(
      byte[] first,
      byte[] second,
      BiFunction<byte @Nullable [], byte @Nullable [], ? extends T> combination) {
    Call<byte[]> one = Call.read(routes, first).observed();
    Call<byte[]> other = Call.read(routes, second);
    Call.beginBoth(one, other);
    return combination.apply(one.await(), other.await());
  }

  /** As {@link #getBoth}, without waiting; {@code combination} must not block. */
  public <T> CompletableFuture<T> getBothAsync(
      byte[] first,
      byte[] second,
      BiFunction<byte @Nullable [], byte @Nullable [], ? extends T> combination) {
    Call<byte[]> one = Call.read(routes, first).observed();
    Call<byte[]> other = Call.read(routes, second);
    Call.beginBoth(one, other);
    return one.thenCombine(other, combination);
  }

  /**
   * Reads many string values with one write per node; each key has a value, nil or a failure of its
   * own.
   */
  public BulkReply<byte[]> getAll(List<byte[]> keys) {
    return readAll(keys).await();
  }

  /** As {@link #getAll}, without waiting; the future itself never fails. */
  public CompletableFuture<BulkReply<byte[]>> getAllAsync(List<byte[]> keys) {
    return readAll(keys).result();
  }

  private BulkRead readAll(List<byte[]> keys) {
    CallListener observer = context.listener().onCall(CommandType.MGET.name(), keys.size());
    BulkRead read = new BulkRead(routes, keys).begin();
    tellEnd(read.result(), observer);
    return read;
  }

  /** Sends a command, waits for its reply. Null when Redis answers nil. */
  public <T> @Nullable T execute(Request<T> request) {
    return Call.of(routes, request).observed().begin().await();
  }

  /** As {@link #execute}, without waiting. */
  public <T> CompletableFuture<@Nullable T> executeAsync(Request<T> request) {
    return Call.of(routes, request).observed().begin();
  }

  /** Sends many commands with one write per node; each has a reply or a failure of its own. */
  public <T> BulkReply<T> executeAll(List<Request<T>> requests) {
    return beginAll(requests).await();
  }

  /** As {@link #executeAll}, without waiting; the future itself never fails. */
  public <T> CompletableFuture<BulkReply<T>> executeAllAsync(List<Request<T>> requests) {
    return beginAll(requests).result();
  }

  private <T> BulkCall<T> beginAll(List<Request<T>> requests) {
    String name = requests.isEmpty() ? "" : requests.get(0).name();
    BulkCall<T> call = new BulkCall<>(routes, requests);
    CallListener observer = context.listener().onCall(name, requests.size());
    tellEnd(call.begin().result(), observer);
    return call;
  }

  private static <T> void tellEnd(CompletableFuture<BulkReply<T>> whole, CallListener observer) {
    if (observer != CallListener.NONE) {
      whole.thenAccept(reply -> observer.onEnd(reply.firstFailure()));
    }
  }

  /**
   * As {@link #execute}, on the node of that name, wherever the request's key may be, and without
   * retries.
   *
   * @param node the name of one of {@link #nodes}
   * @throws ConnectionException if there is no such node any more
   */
  public <T> @Nullable T executeOn(String node, Request<T> request) {
    return Call.on(routes, node, request).observed().begin().await();
  }

  /** Whether one server has all keys; else they are spread over a cluster by their slots. */
  public boolean isSingleServer() {
    return routes.isSingleServer();
  }

  /** The slot, 0 to 16383, that a key has in a cluster. */
  public static int slotOf(byte[] key) {
    return SlotHash.getSlot(key);
  }

  /**
   * Waits until every known node is ready to take calls, for at most {@code limit}; answers whether
   * they are.
   */
  public boolean awaitReady(Duration limit) {
    long end = context.nanoTime() + limit.toNanos();
    while (!isReady()) {
      if (context.nanoTime() - end > 0 || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(POLL);
    }
    return true;
  }

  private boolean isReady() {
    List<NodeStatus> nodes = nodes();
    return !nodes.isEmpty() && nodes.stream().allMatch(NodeStatus::isAvailable);
  }

  /** The nodes that own data, as the client sees them now; from memory. */
  public List<NodeStatus> nodes() {
    return routes.nodes().stream().map(node -> node.status(routes.slots(node))).toList();
  }

  /** The node that owns a key, as the client sees it now, from memory; null if none is known. */
  public @Nullable NodeStatus nodeOf(byte[] key) {
    Node node = routes.nodeFor(key);
    return node == null ? null : node.status(routes.slots(node));
  }

  /**
   * A connection to one server, which need not be a node of {@link #nodes}, for a look at it. It is
   * the caller's to close before this client is.
   *
   * @param node its address, {@code host:port}
   */
  public SideConnection sideConnection(String node) {
    return new SideConnection(context, HostAndPort.parse(node, DEFAULT_PORT));
  }

  /**
   * A text that, between braces, makes a key one of {@code node}'s; null when it owns no slot.
   *
   * @param node its name, {@code host:port}
   */
  public @Nullable String hashTag(String node) {
    for (int number = 0; number < TAGS_TO_TRY; number++) {
      String tag = Integer.toString(number);
      Node owner = routes.nodeFor(tag.getBytes(US_ASCII));
      if (owner != null && owner.name().equals(node)) {
        return tag;
      }
    }
    return null;
  }

  /**
   * Whether the operating system's own transport is in use, which {@code TCP_USER_TIMEOUT} needs.
   */
  public static boolean isTransportNative() {
    return EpollProvider.isAvailable();
  }

  /**
   * Gives up the connection over which {@code key} was just read: what came back was not that key's
   * value, so replies may have been mixed up. A fresh connection is opened at once.
   */
  public void reportCorruption(byte[] key) {
    Node node = routes.nodeFor(key);
    if (node != null) {
      context.listener().onError(node.name(), "GET", FailureKind.CORRUPT.label());
      node.link().drop(node.link().connection());
    }
  }

  /** Tries to connect again where the configured number of attempts had been used up. */
  public void reconnect() {
    routes.nodes().forEach(node -> node.link().connect());
  }

  /**
   * Refuses new calls, waits for those in flight up to the configured drain time, then closes
   * everything. What could not be finished fails with a {@link dev.redoubt.ClosedException} or
   * {@link ConnectionException}.
   */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    context.startClosing();
    int dropped = drain();
    if (dropped > 0) {
      LOG.warn("Closing with {} calls unfinished after the drain time", dropped);
    }
    closeQuietly();
    context.close();
  }

  /**
   * Waits until nothing is pending at two looks between which no call has moved, or the time is
   * over; answers how much is pending.
   */
  private int drain() {
    long end = context.nanoTime() + context.config().drainTimeout().toNanos();
    long movesWhenIdle = BUSY;
    while (true) {
      long moves = context.paused().moves();
      int pending = pending();
      boolean idle = pending == 0;
      if ((idle && moves == movesWhenIdle) || context.nanoTime() - end >= 0) {
        return pending;
      }
      movesWhenIdle = idle ? moves : BUSY;
      LockSupport.parkNanos(POLL);
    }
  }

  private int pending() {
    return context.paused().count()
        + routes.nodes().stream().mapToInt(Node::pending).sum();
  }

  private void closeQuietly() {
    CompletableFuture<Void> closed = routes.close().toCompletableFuture();
    try {
      closed.get(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("Connections did not close in time; their threads end all the same", e);
    }
  }
}
