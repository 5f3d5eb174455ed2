// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import dev.redoubt.BreakerState;
import dev.redoubt.cache.CacheListener;
import dev.redoubt.client.BreakerStatistics;
import dev.redoubt.client.ClientListener;
import dev.redoubt.client.ConnectionState;
import dev.redoubt.client.Outcome;
import dev.redoubt.health.HealthListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Micrometer meters of what the client does per node, by {@link #caches} of what caches do, and by
 * {@link #health} of how the servers are. It is a listener:
 *
 * <pre>{@code
 * RedoubtMetrics metrics = new RedoubtMetrics(registry);
 * Redoubt redoubt =
 *     Redoubt.builder(config).listener(metrics).listener(metrics.caches()).connect();
 * redoubt.health().listen(metrics.health());
 * }</pre>
 *
 * A node has its meters from the moment that it is met until it leaves the topology or is closed.
 * Thread-safe; one instance serves one client and its caches.
 */
public final class RedoubtMetrics implements ClientListener, AutoCloseable {
  private final MeterRegistry registry;
  private final Tags labels;
  private final Labels commandNames = new Labels();
  private final ConcurrentMap<String, NodeMeters> nodes = new ConcurrentHashMap<>();
  private final CacheMetrics caches;
  private final HealthMeters health;

  /** Registers meters on {@code registry} as nodes, commands and caches occur. */
  public RedoubtMetrics(MeterRegistry registry) {
    this(registry, Tags.empty());
  }

  /**
   * As the other, with labels that all meters get: two clients on one registry need some that
   * differ, since a meter counts for one of them only.
   */
  public RedoubtMetrics(MeterRegistry registry, Tags labels) {
    this.registry = registry;
    this.labels = labels;
    this.health = new HealthMeters(registry, labels);
    this.caches = new CacheMetrics(new MeterSet(registry, labels));
  }

  /** The listener of the caches; it hears of each by {@link CacheListener#forCache}. */
  public CacheListener caches() {
    return caches;
  }

  /** The listener of health, for the state of the servers and the cluster. */
  public HealthListener health() {
    return health;
  }

  /** No other event makes meters: a late one would bring back the series of a node that left. */
  @Override
  public void onNode(String node, Supplier<BreakerStatistics> breaker) {
    nodes.computeIfAbsent(node, name -> metersOf(name, breaker));
  }

  private NodeMeters metersOf(String node, Supplier<BreakerStatistics> breaker) {
    return new NodeMeters(node, commandNames, breaker, new MeterSet(registry, labels));
  }

  @Override
  public void onCommand(String node, String command, int calls, long nanos, Outcome outcome) {
    NodeMeters meters = nodes.get(node);
    if (meters != null) {
      meters.onCommand(command, calls, nanos, outcome);
    }
  }

  @Override
  public void onRetry(String node, String command, int attempt, Duration delay) {
    NodeMeters meters = nodes.get(node);
    if (meters != null) {
      meters.onRetry(command);
    }
  }

  @Override
  public void onConnection(
      String node, ConnectionState state, int attempt, @Nullable Throwable cause) {
    if (state == ConnectionState.CLOSED) {
      remove(node);
      return;
    }
    NodeMeters meters = nodes.get(node);
    if (meters != null) {
      meters.onConnection(state);
    }
  }

  @Override
  public void onConnectionReplaced(String node, Duration silence) {
    NodeMeters meters = nodes.get(node);
    if (meters != null) {
      meters.onReplaced();
    }
  }

  @Override
  public void onBreaker(String node, BreakerState from, BreakerState to) {
    NodeMeters meters = nodes.get(node);
    if (meters != null) {
      meters.onBreaker(to);
    }
  }

  @Override
  public void onTopology(Set<String> current, String reason) {
    for (String node : nodes.keySet()) {
      if (!current.contains(node)) {
        remove(node);
      }
    }
  }

  @Override
  public void onError(String node, String command, String type) {
    NodeMeters meters = nodes.get(node);
    if (meters != null) {
      meters.onError(type);
    }
  }

  private void remove(String node) {
    NodeMeters meters = nodes.remove(node);
    if (meters != null) {
      meters.close();
    }
  }

  /** Removes every meter from the registry. */
  @Override
  public void close() {
    nodes.keySet().forEach(this::remove);
    caches.close();
    health.close();
  }
}
