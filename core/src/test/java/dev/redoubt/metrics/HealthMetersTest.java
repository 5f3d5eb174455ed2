// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.health.ClientsReading;
import dev.redoubt.health.ClusterNodeReading;
import dev.redoubt.health.ClusterNodeState;
import dev.redoubt.health.ClusterReading;
import dev.redoubt.health.ClusterSlots;
import dev.redoubt.health.ComponentHealth;
import dev.redoubt.health.HealthListener;
import dev.redoubt.health.HealthReport;
import dev.redoubt.health.HealthStatus;
import dev.redoubt.health.MemoryReading;
import dev.redoubt.health.NodeReading;
import dev.redoubt.health.NodeRole;
import dev.redoubt.health.ReplicaReading;
import dev.redoubt.health.ReplicationReading;
import dev.redoubt.health.TrafficReading;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class HealthMetersTest {
  private static final String MASTER = "127.0.0.1:6379";
  private static final String REPLICA = "127.0.0.1:6380";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final RedoubtMetrics metrics = new RedoubtMetrics(registry);
  private final HealthListener health = metrics.health();
  private final Scrape scrape = new Scrape(registry);

  @Test
  void poll_showsEveryReading() {
    health.onPoll(report(HealthStatus.DEGRADED, reading(80, 0)));

    String node = "{node='127.0.0.1:6379'}";
    assertThat(scrape.value("redoubt_health_status{component='redis'}")).isEqualTo(1);
    assertThat(scrape.value("redoubt_redis_memory_used_bytes" + node)).isEqualTo(80);
    assertThat(scrape.value("redoubt_redis_memory_max_bytes" + node)).isEqualTo(100);
    assertThat(scrape.value("redoubt_redis_memory_fragmentation_ratio" + node)).isEqualTo(1.5);
    assertThat(scrape.value("redoubt_redis_connected_clients" + node)).isEqualTo(7);
    assertThat(scrape.value("redoubt_redis_blocked_clients" + node)).isEqualTo(2);
    assertThat(scrape.value("redoubt_redis_connected_replicas" + node)).isEqualTo(1);
    String replica = "{node='127.0.0.1:6379',replica='127.0.0.1:6380'}";
    assertThat(scrape.value("redoubt_redis_replication_lag_bytes" + replica)).isEqualTo(4096);
    assertThat(scrape.value("redoubt_redis_replication_lag_seconds" + replica)).isEqualTo(1.5);
    assertThat(scrape.value("redoubt_cluster_slots{state='ok'}")).isEqualTo(16_000);
    assertThat(scrape.value("redoubt_cluster_slots{state='suspected'}")).isEqualTo(300);
    assertThat(scrape.value("redoubt_cluster_slots{state='failing'}")).isEqualTo(80);
    assertThat(scrape.value("redoubt_cluster_slots{state='uncovered'}")).isEqualTo(4);
    assertThat(scrape.value("redoubt_cluster_nodes{state='failing'}")).isEqualTo(1);
    assertThat(scrape.value("redoubt_cluster_nodes{state='ok'}")).isZero();
  }

  @Test
  void nextPoll_showsWhatIsNew_andLosesWhatIsGone() {
    health.onPoll(report(HealthStatus.UP, reading(80, 0)));
    health.onPoll(report(HealthStatus.DOWN, reading(90, 0)));
    assertThat(scrape.value("redoubt_redis_memory_used_bytes{node='127.0.0.1:6379'}"))
        .isEqualTo(90);
    assertThat(scrape.value("redoubt_health_status{component='redis'}")).isZero();

    health.onPoll(report(HealthStatus.DOWN, silent()));
    assertThat(scrape.text())
        .contains("redoubt_health_status")
        .doesNotContain("redoubt_redis_memory", "redoubt_redis_replication", "replica=");
  }

  @Test
  void evictions_areCountedFromTheFirstPoll_acrossRestarts() {
    String evicted = "redoubt_redis_evicted_keys_total{node='127.0.0.1:6379'}";
    health.onPoll(report(HealthStatus.UP, reading(80, 1_000)));
    assertThat(scrape.value(evicted)).isZero();

    health.onPoll(report(HealthStatus.UP, reading(80, 1_010)));
    health.onPoll(report(HealthStatus.UP, silent()));
    health.onPoll(report(HealthStatus.UP, reading(80, 5)));
    assertThat(scrape.value(evicted)).isEqualTo(15);
  }

  @Test
  void meters_haveDescriptions_andAreDocumented() throws IOException {
    health.onPoll(report(HealthStatus.UP, reading(80, 0)));

    assertThat(registry.getMeters())
        .allSatisfy(meter -> assertThat(meter.getId().getDescription()).isNotBlank());
    assertThat(scrape.families()).hasSize(12).isSubsetOf(Scrape.documented());
  }

  @Test
  void close_removesEveryMeter_andLatePollsBringNothingBack() {
    health.onPoll(report(HealthStatus.UP, reading(80, 0)));
    metrics.close();
    assertThat(registry.getMeters()).isEmpty();

    health.onPoll(report(HealthStatus.UP, reading(80, 0)));
    assertThat(registry.getMeters()).isEmpty();
  }

  private static HealthReport report(HealthStatus status, NodeReading node) {
    return new HealthReport(
        status,
        Instant.EPOCH,
        Map.of("redis", ComponentHealth.of(status, "because")),
        Map.of(node.node(), node),
        Optional.of(new ClusterReading(
            false,
            new ClusterSlots(16_000, 300, 80, 4),
            List.of(new ClusterNodeReading(
                MASTER, NodeRole.MASTER, ClusterNodeState.FAILING, false, Set.of(), 80)))));
  }

  private static NodeReading reading(long used, long evicted) {
    ReplicaReading replica = new ReplicaReading(
        REPLICA, true, true, OptionalLong.of(4096), Optional.of(Duration.ofMillis(1_500)));
    return new NodeReading(
        MASTER,
        NodeRole.MASTER,
        Optional.of(Duration.ofMillis(1)),
        "",
        Optional.of(new MemoryReading(used, 100, 120, 1.5, 40, "allkeys-lru")),
        Optional.of(new ReplicationReading("id", 1, 1, false, List.of(replica), Optional.empty())),
        Optional.of(new ClientsReading(7, 100, 2)),
        Optional.empty(),
        Optional.of(new TrafficReading(1, 1, 1, evicted, 0)));
  }

  /** A server that does not answer. */
  private static NodeReading silent() {
    return new NodeReading(
        MASTER,
        NodeRole.UNKNOWN,
        Optional.empty(),
        "no answer",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
