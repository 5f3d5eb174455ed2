// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks.variants;

import dev.redoubt.HostAndPort;
import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.Topology;
import dev.redoubt.cache.Cache;
import dev.redoubt.client.BulkReply;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.metrics.RedoubtMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Redoubt as its users have it: breaker, deadline, retries, shared reads, and metrics for
 * Prometheus.
 */
final class RedoubtReaders {
  private static final int FILLED_AT_ONCE = 1_000;

  private RedoubtReaders() {}

  static Opened<Reader> sync(Address address) {
    ProtectedClient client = client(RedoubtConfig.of(address.url()));
    return new Opened<>(key -> client.get(Keys.bytes(key)), client::close);
  }

  static Opened<AsyncReader> async(Address address) {
    ProtectedClient client = client(RedoubtConfig.of(address.url()));
    return new Opened<>(key -> client.getAsync(Keys.bytes(key)), client::close);
  }

  static Opened<BulkReader> bulk(Address address) {
    return bulk(client(RedoubtConfig.of(address.url())));
  }

  static Opened<BulkReader> clusterBulk(Address address) {
    HostAndPort seed = new HostAndPort(address.host(), address.port());
    return bulk(client(
        RedoubtConfig.builder().topology(new Topology.Cluster(List.of(seed))).build()));
  }

  private static Opened<BulkReader> bulk(ProtectedClient client) {
    return new Opened<>(
        (from, count) -> right(client.getAll(Keys.bytes(from, count))), client::close);
  }

  private static int right(BulkReply<byte[]> replies) {
    int right = 0;
    for (int i = 0; i < replies.size(); i++) {
      right += Keys.isValue(replies.value(i)) ? 1 : 0;
    }
    return right;
  }

  /** Hits of a cache with a loader, from Redis. */
  static Opened<Reader> cache(Address address) {
    Redoubt redoubt =
        Redoubt.builder(RedoubtConfig.of(address.url())).listener(metrics()).connect();
    Cache<String, byte[]> cache =
        redoubt.cache("hits", byte[].class, options -> options.ttl(Duration.ofHours(1)));
    await(redoubt.client());
    for (int from = 0; from < Keys.COUNT; from += FILLED_AT_ONCE) {
      cache
          .putAll(Keys.text(from, FILLED_AT_ONCE).stream()
              .collect(Collectors.toMap(Function.identity(), key -> Keys.value())))
          .orThrow();
    }
    return new Opened<>(key -> cache.get(Keys.text(key), Misses::load), redoubt::close);
  }

  private static ProtectedClient client(RedoubtConfig config) {
    ProtectedClient client = ProtectedClient.open(config, metrics());
    await(client);
    return client;
  }

  private static RedoubtMetrics metrics() {
    return new RedoubtMetrics(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  }

  private static void await(ProtectedClient client) {
    if (!client.awaitReady(Duration.ofSeconds(10))) {
      throw new IllegalStateException("not connected: " + client.nodes());
    }
  }
}
