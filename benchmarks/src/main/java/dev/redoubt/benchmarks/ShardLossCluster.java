// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

import dev.redoubt.HostAndPort;
import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.Topology;
import dev.redoubt.cache.Cache;
import dev.redoubt.client.NodeStatus;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.metrics.RedoubtMetrics;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisCluster;
import dev.redoubt.testkit.RedisServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Three masters without replicas, a filled cache on them, and the master that gets killed. */
final class ShardLossCluster implements AutoCloseable {
  private static final int KEYS = 3_000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final RedisCluster cluster;
  private final RedisServer victim;
  private final Redoubt redoubt;
  private final ShardLossControl control;
  private final Cache<String, byte[]> cache;
  private final List<String> livingKeys;
  private final List<String> lostKeys;

  private ShardLossCluster(RedisCluster cluster) {
    this.cluster = cluster;
    this.victim = cluster.masters().get(1);
    RedisServer seed = cluster.masters().get(0);
    Topology topology = new Topology.Cluster(List.of(new HostAndPort(seed.host(), seed.port())));
    this.redoubt = Redoubt.builder(RedoubtConfig.builder().topology(topology).build())
        .listener(new RedoubtMetrics(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)))
        .connect();
    this.control = new ShardLossControl(cluster, victim);
    this.cache = redoubt.cache("hits", byte[].class, c -> c.ttl(Duration.ofHours(1)));
    Map<Boolean, List<String>> keys = IntStream.range(0, KEYS)
        .mapToObj(i -> "key:" + i)
        .collect(Collectors.partitioningBy(
            key -> cluster.masterOf(cluster.slotOf("redoubt:hits:" + key)) == victim));
    this.lostKeys = keys.getOrDefault(true, List.of());
    this.livingKeys = keys.getOrDefault(false, List.of());
  }

  static ShardLossCluster start() {
    RedisCluster cluster =
        RedisCluster.builder().masters(3).replicas(0).requireFullCoverage(false).start();
    ShardLossCluster opened = new ShardLossCluster(cluster);
    opened.fillWhenReady();
    return opened;
  }

  private void fillWhenReady() {
    Await.until(PATIENCE, "all nodes are up", this::isWhole);
    // A master that has just started says for a moment that the cluster is down.
    Await.until(PATIENCE, "all keys are there", () -> isFilled(livingKeys) && isFilled(lostKeys));
  }

  private boolean isWhole() {
    return client().nodes().size() == 3
        && client().nodes().stream().allMatch(NodeStatus::isAvailable);
  }

  private boolean isFilled(List<String> keys) {
    return cache
        .putAll(keys.stream().collect(Collectors.toMap(Function.identity(), key -> new byte[100])))
        .isComplete();
  }

  ProtectedClient client() {
    return redoubt.client();
  }

  Cache<String, byte[]> cache() {
    return cache;
  }

  ShardLossControl control() {
    return control;
  }

  List<String> livingKeys() {
    return livingKeys;
  }

  List<String> lostKeys() {
    return lostKeys;
  }

  void kill() {
    victim.kill();
  }

  /** Starts the killed master again and waits until everything is as it was. */
  void restart() {
    victim.restart();
    fillWhenReady();
  }

  @Override
  public void close() {
    redoubt.close();
    control.close();
    cluster.close();
  }
}
