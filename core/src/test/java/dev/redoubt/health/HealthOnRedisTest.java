// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.RedoubtException;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisCluster;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a real client on a real Redis tells the health. */
final class HealthOnRedisTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @Test
  void report_killAndRestart_isDownAndUpAgain() {
    try (RedisServer redis = RedisServer.start();
        Redoubt redoubt = open(redis.url())) {
      Health health = redoubt.health();
      Await.until(SOON, "up", () -> health.report().status() == HealthStatus.UP);

      redis.kill();
      Await.until(SOON, "down", () -> health.report().status() == HealthStatus.DOWN);
      Await.until(
          SOON,
          "a reason",
          () -> connection(health.report(), redis).reason().startsWith("no connection"));

      redis.restart();
      Await.until(SOON, "up again", () -> health.report().status() == HealthStatus.UP);
    }
  }

  @Test
  void report_noRedisAtStart_isDownWithAReason() {
    RedisServer redis = RedisServer.start();
    redis.close();
    try (Redoubt redoubt = open(redis.url())) {
      Health health = redoubt.health();

      Await.until(
          SOON,
          "the first attempt to connect fails",
          () ->
              health.report().component(Components.CONNECTIONS).reason().contains("last failure"));
      assertThat(health.report().status()).isEqualTo(HealthStatus.DOWN);
    }
  }

  @Test
  void report_oneOfThreeMastersKilled_isDegradedAndNamesIt() {
    try (RedisCluster cluster = RedisCluster.start(3, 0);
        Redoubt redoubt = open(url(cluster))) {
      Health health = redoubt.health();
      Await.until(SOON, "three connections", () -> connected(health.report()) == 3);
      RedisServer dead = cluster.masterOf(0);

      dead.kill();
      Await.until(SOON, "two connections", () -> connected(health.report()) == 2);
      HealthReport report = health.report();
      assertThat(report.status()).isEqualTo(HealthStatus.DEGRADED);
      assertThat(cluster.masters())
          .hasSize(3)
          .allSatisfy(server -> assertThat(connection(report, server).status())
              .isEqualTo(server == dead ? HealthStatus.DOWN : HealthStatus.UP));
    }
  }

  @Test
  void report_stoppedRedis_answersAtOnceAllTheSame() {
    try (RedisServer redis = RedisServer.start();
        Redoubt redoubt = open(redis.url())) {
      Health health = redoubt.health();
      Await.until(SOON, "up", () -> health.report().status() == HealthStatus.UP);

      redis.stop();
      long began = System.nanoTime();
      HealthReport report = health.report();
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      // A report that asked Redis would wait for the attempt's second.
      assertThat(took).isLessThan(Duration.ofMillis(500));
      assertThat(report.status()).isEqualTo(HealthStatus.UP);

      Await.until(
          Duration.ofSeconds(15),
          "calls to a silent Redis make it down",
          () -> !answers(redoubt.client()) && health.report().status() == HealthStatus.DOWN);
      redis.resume();
      Await.until(SOON, "up again", () -> health.report().status() == HealthStatus.UP);
    }
  }

  private static boolean answers(ProtectedClient client) {
    try {
      client.get("k".getBytes(UTF_8));
      return true;
    } catch (RedoubtException e) {
      return false;
    }
  }

  private static Redoubt open(String url) {
    // On a busy machine PING takes long. Ten seconds from poll to poll would be waited for.
    return Redoubt.connect(RedoubtConfig.builder()
        .url(url)
        .health(h -> h.interval(Duration.ofSeconds(2)).latencyMillis(1_000, 5_000))
        .build());
  }

  private static long connected(HealthReport report) {
    return report.component(Components.CONNECTIONS).findings().stream()
        .filter(finding -> finding.status() == HealthStatus.UP)
        .count();
  }

  private static Finding connection(HealthReport report, RedisServer server) {
    return report.component(Components.CONNECTIONS).findings().stream()
        .filter(finding -> finding.subject().equals("127.0.0.1:" + server.port()))
        .findFirst()
        .orElseThrow();
  }

  private static String url(RedisCluster cluster) {
    return cluster.servers().stream()
        .map(server -> "127.0.0.1:" + server.port())
        .collect(Collectors.joining(",", "redis-cluster://", ""));
  }
}
