// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import static dev.redoubt.health.Watched.finding;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.testkit.RedisCluster;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three masters with two replicas each, under load: the same, and what the cluster thinks. */
final class ClusterFaultsTest {
  @RegisterExtension
  static final RedisResource<RedisCluster> redis = RedisResource.of(() -> RedisCluster.builder()
      .masters(3)
      .replicas(2)
      .proxied()
      .config("maxmemory-policy noeviction")
      .config("user app on >secret ~* &* +@all")
      .start());

  private Watched watched;
  private RedisServer master;
  private String name;

  @BeforeEach
  void open() {
    master = redis.get().masterOf(0);
    name = nameOf(master);
    watched = Watched.over(redis.get().servers().stream()
        .map(ClusterFaultsTest::nameOf)
        .collect(Collectors.joining(",", "redis-cluster://app:secret@", "")));
  }

  @AfterEach
  void close() {
    redis.get().servers().forEach(server -> redis.get().proxyOf(server).clear());
    watched.close();
  }

  @Test
  void everyNode_isLookedAt() {
    // A node that another test has restarted may still be joining its master.
    HealthReport report = watched.await("nine nodes", now -> now.nodes().size() == 9);

    assertThat(report.nodes())
        .allSatisfy(
            (node, reading) -> assertThat(reading.isReachable()).as(node).isTrue());
    ClusterReading cluster = report.cluster().orElseThrow();
    assertThat(cluster.ok()).isTrue();
    assertThat(cluster.slots()).isEqualTo(new ClusterSlots(16_384, 0, 0, 0));
    assertThat(cluster.nodes()).hasSize(9).allMatch(ClusterNodeReading::linked);
    assertThat(cluster.nodes().stream().mapToInt(ClusterNodeReading::slots).sum())
        .isEqualTo(16_384);
    NodeReading reading = Objects.requireNonNull(report.nodes().get(name));
    assertThat(reading.replication().orElseThrow().replicas()).hasSize(2);
  }

  @Test
  void masterKilled_showsAtOnceThenAsFailedThenAsFailedOver() {
    master.kill();

    HealthReport report = watched.twoPolls();
    assertThat(report.status()).isEqualTo(HealthStatus.DEGRADED);
    assertThat(report.isUsable()).isTrue();
    assertThat(finding(report, Components.AVAILABILITY, name, "ping").status())
        .isEqualTo(HealthStatus.DOWN);
    assertThat(report.component(Components.AVAILABILITY).status()).isEqualTo(HealthStatus.DEGRADED);

    redis.get().masterOtherThan(master, 0, Duration.ofSeconds(30));
    HealthReport later = watched.await(
        "the successor is used, the dead node is told",
        now -> now.component(Components.AVAILABILITY).status() == HealthStatus.UP
            && finding(now, Components.CLUSTER, "cluster", "slots").status() == HealthStatus.UP);
    assertThat(finding(later, Components.CLUSTER, name, "state").reason()).startsWith("has failed");

    master.restart();
    watched.awaitStatus(HealthStatus.UP);
  }

  @Test
  void replicaStopped_isSilentUntilItGoesOn() {
    RedisServer replica = redis.get().replicasOf(master).get(0);
    replica.stop();

    HealthReport report = watched.twoPolls();
    assertThat(report.status()).isEqualTo(HealthStatus.DEGRADED);
    assertThat(report.component(Components.AVAILABILITY).status()).isEqualTo(HealthStatus.UP);
    assertThat(finding(report, Components.REPLICATION, nameOf(replica), "link").status())
        .isEqualTo(HealthStatus.DEGRADED);

    replica.resume();
    watched.awaitStatus(HealthStatus.UP);
  }

  @Test
  void masterOutOfReach_isDownForUsAndWellForTheCluster() {
    redis.get().proxyOf(master).blackHole();

    HealthReport report = watched.twoPolls();
    assertThat(report.status()).isEqualTo(HealthStatus.DEGRADED);
    assertThat(finding(report, Components.AVAILABILITY, name, "ping").reason())
        .startsWith("does not answer PING");
    assertThat(finding(report, Components.CLUSTER, "cluster", "slots").status())
        .isEqualTo(HealthStatus.UP);

    redis.get().proxyOf(master).clear();
    watched.awaitStatus(HealthStatus.UP);
  }

  @Test
  void memoryFullOnOne_namesThatOne() {
    master.setMaxMemory(Long.parseLong(master.info("memory", "used_memory")) / 2);

    HealthReport report = watched.twoPolls();
    assertThat(finding(report, Components.MEMORY, name, "used").status())
        .isEqualTo(HealthStatus.DOWN);
    assertThat(finding(report, Components.AVAILABILITY, name, "write").reason())
        .isEqualTo("refuses writes: OOM");
    assertThat(report.component(Components.MEMORY).reason()).startsWith(name + ": ");
    assertThat(report.status()).isEqualTo(HealthStatus.DEGRADED);

    master.setMaxMemory(0);
    watched.awaitStatus(HealthStatus.UP);
  }

  @Test
  void slowNode_isNamed() {
    redis.get().proxyOf(master).toClient().latency(Duration.ofMillis(700));

    HealthReport report = watched.twoPolls();
    assertThat(report.component(Components.LATENCY).status()).isEqualTo(HealthStatus.DEGRADED);
    assertThat(finding(report, Components.LATENCY, name, "ping").reason())
        .startsWith("PING takes 7");

    redis.get().proxyOf(master).clear();
    watched.awaitStatus(HealthStatus.UP);
  }

  @Test
  void infoConfigAndClusterForbidden_areNotPermittedAndNotDown() {
    // CLUSTER NODES is what the client itself lives on: where it is forbidden there is no client.
    redis.get().servers().forEach(server -> server.setUser("app", "-info -config -role"));

    HealthReport report = watched.twoPolls();
    assertThat(report.status()).isEqualTo(HealthStatus.UP);
    assertThat(report.component(Components.MEMORY).status()).isEqualTo(HealthStatus.UNKNOWN);
    assertThat(finding(report, Components.MEMORY, name, "used").reason())
        .isEqualTo("not permitted: INFO memory");
    assertThat(finding(report, Components.AVAILABILITY, name, "role").reason())
        .isEqualTo("not permitted: ROLE");
    assertThat(report.component(Components.CLUSTER).status()).isEqualTo(HealthStatus.UP);

    redis.get().servers().forEach(server -> server.setUser("app", "+info +config +role"));
    watched.await(
        "readings are back", now -> now.component(Components.MEMORY).status() == HealthStatus.UP);
  }

  private static String nameOf(RedisServer server) {
    return "127.0.0.1:" + redis.get().proxyOf(server).port();
  }
}
