// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import dev.redoubt.BreakerState;
import dev.redoubt.HealthConfig;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.Topology;
import dev.redoubt.cache.CacheListener;
import dev.redoubt.client.ClientListener;
import dev.redoubt.client.ConnectionState;
import dev.redoubt.client.ProtectedClient;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells how Redis is. The servers are asked in the background, every 10 s or so; every answer here
 * comes from memory, sends no command and waits for nothing. Whether the application is alive must
 * never depend on it: a restart cannot repair Redis. Thread-safe.
 *
 * <pre>{@code
 * redoubt.health().isUsable();            // one answer
 * redoubt.health().report().toJson();     // all of them
 * redoubt.health().listen((before, now) -> pager.tell(now));
 * }</pre>
 */
public final class Health implements AutoCloseable {
  private final HealthConfig config;
  private final boolean cluster;
  private final Traffic traffic;
  private final CacheTraffic caches = new CacheTraffic();
  private final List<HealthListener> listeners = new CopyOnWriteArrayList<>();
  private final List<HealthContributor> contributors = new CopyOnWriteArrayList<>();
  private final Readiness readiness;
  private volatile BooleanSupplier required = () -> false;
  private volatile @Nullable Monitor monitor;

  /** Health with a client's configuration; it knows nothing until it is {@link #start}ed. */
  public Health(RedoubtConfig config) {
    this.config = config.health();
    this.cluster = config.topology() instanceof Topology.Cluster;
    this.traffic = new Traffic(this.config.latencyMillis());
    this.readiness = new Readiness(this.config);
  }

  /** What the client must be opened with. */
  public ClientListener clientListener() {
    return ClientListener.both(traffic, new Changes());
  }

  /** What the caches must be opened with. */
  public CacheListener cacheListener() {
    return caches;
  }

  /**
   * Begins to ask the servers, at once and then now and then, and to follow the client.
   *
   * @param prefix what the key of the write probe begins with
   * @param needed whether some cache cannot be without Redis
   * @throws IllegalStateException if it was started before
   */
  public void start(ProtectedClient client, String prefix, BooleanSupplier needed) {
    if (monitor != null) {
      throw new IllegalStateException("health was started before");
    }
    required = needed;
    Monitor fresh = new Monitor(
        client,
        config,
        new Poller(client, config, cluster, prefix + ":health"),
        new Judge(config, cluster, ProtectedClient.isTransportNative()),
        new Surroundings(traffic, caches, listeners, contributors));
    monitor = fresh;
    fresh.start();
  }

  /** How everything is; what has not been asked for three polls is UNKNOWN. */
  public HealthReport report() {
    Monitor current = monitor;
    return current == null ? HealthReport.NOTHING : current.report();
  }

  /** The one answer: whether Redis can be used, in full or in part. */
  public boolean isUsable() {
    return report().isUsable();
  }

  /**
   * Whether this application should get requests. Yes, also without Redis, unless a cache or a
   * contributor is declared required: then not before Redis was there once, and not when it has
   * been away for some time.
   */
  public boolean isReady() {
    HealthReport report = report();
    List<HealthContributor> needed =
        contributors.stream().filter(HealthContributor::required).toList();
    if (needed.isEmpty() && !required.getAsBoolean()) {
      return true;
    }
    boolean usable = report.isUsable()
        && needed.stream()
            .noneMatch(one -> report.component(one.name()).status() == HealthStatus.DOWN);
    return readiness.isReady(usable, System.nanoTime());
  }

  /**
   * Asks all servers now. Completes with the report that follows from it, within the poll's limit;
   * for commands and tests, never for a health endpoint.
   */
  public CompletableFuture<HealthReport> refresh() {
    Monitor current = monitor;
    return current == null
        ? CompletableFuture.completedFuture(HealthReport.NOTHING)
        : current.refresh();
  }

  /** Adds a listener; it stays for good, and soon hears what the last poll has found. */
  public void listen(HealthListener listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
    Monitor current = monitor;
    if (current != null) {
      current.greet(listener);
    }
  }

  /** Adds a component; it stays for good and appears with the next poll. */
  public void contribute(HealthContributor contributor) {
    contributors.add(Objects.requireNonNull(contributor, "contributor"));
  }

  /** Stops asking. The last report stays until it is too old. */
  @Override
  public void close() {
    Monitor current = monitor;
    if (current != null) {
      current.close();
    }
  }

  /** What the client tells is judged at once. */
  private final class Changes implements ClientListener {
    @Override
    public void onConnection(
        String node, ConnectionState state, int attempt, @Nullable Throwable cause) {
      judgeSoon();
      pollSoon(state == ConnectionState.READY);
    }

    @Override
    public void onBreaker(String node, BreakerState from, BreakerState to) {
      judgeSoon();
      pollSoon(to == BreakerState.CLOSED);
    }

    @Override
    public void onTopology(Set<String> nodes, String reason) {
      judgeSoon();
    }

    /** A node that can be used again is looked at at once. */
    private void pollSoon(boolean usable) {
      Monitor current = monitor;
      if (usable && current != null) {
        current.pollSoon();
      }
    }

    private void judgeSoon() {
      Monitor current = monitor;
      if (current != null) {
        current.judgeSoon();
      }
    }
  }
}
