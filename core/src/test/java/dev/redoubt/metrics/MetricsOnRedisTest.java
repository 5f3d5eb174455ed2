// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.RedoubtException;
import dev.redoubt.ServerRefusedException;
import dev.redoubt.cache.Cache;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisCluster;
import dev.redoubt.testkit.RedisServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a real client on a real Redis tells the metrics. */
final class MetricsOnRedisTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Request<String> SET =
      Request.command("SET").key("k").arg("v").reply(Reply.TEXT);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Scrape scrape = new Scrape(registry);

  @Test
  void commands_areTimedOnTheirNode() {
    try (RedisServer redis = RedisServer.start();
        ProtectedClient client = open(redis.url())) {
      client.execute(SET);
      client.get("k".getBytes(UTF_8));
      client.get("absent".getBytes(UTF_8));

      assertThat(commands(redis, "SET", "success")).isEqualTo(1);
      assertThat(commands(redis, "GET", "success")).isEqualTo(2);
      assertThat(scrape.value(node("redoubt_connection_up{node='%s'}", redis))).isEqualTo(1);
    }
  }

  @Test
  void fullMemory_isAnErrorOfItsType() {
    try (RedisServer redis = RedisServer.builder().maxMemory(1, "noeviction").start();
        ProtectedClient client = open(redis.url())) {
      assertThatExceptionOfType(ServerRefusedException.class).isThrownBy(() -> client.execute(SET));

      String errors = "redoubt_command_errors_total{node='%s',type='out_of_memory'}";
      assertThat(scrape.value(node(errors, redis))).isEqualTo(1);
      assertThat(commands(redis, "SET", "refused")).isEqualTo(1);
    }
  }

  @Test
  void killAndRestart_areSeen() {
    try (RedisServer redis = RedisServer.start();
        ProtectedClient client = open(redis.url())) {
      redis.kill();
      String open = "resilience4j_circuitbreaker_state{name='%s',state='open'}";
      String up = "redoubt_connection_up{node='%s'}";
      Await.until(
          SOON,
          "the breaker opens and the node is not up",
          () -> !answers(client)
              && scrape.value(node(open, redis)) == 1
              && scrape.value(node(up, redis)) == 0);

      redis.restart();
      Await.until(SOON, "the node is up", () -> scrape.value(node(up, redis)) == 1);
      assertThat(scrape.value(node("redoubt_reconnects_total{node='%s'}", redis)))
          .isEqualTo(1);
    }
  }

  @Test
  void cache_missLoadHitAndOutage_areSeen() {
    RedoubtMetrics metrics = new RedoubtMetrics(registry);
    try (RedisServer redis = RedisServer.start();
        Redoubt redoubt = Redoubt.builder(RedoubtConfig.of(redis.url()))
            .listener(metrics)
            .listener(metrics.caches())
            .connect()) {
      assertThat(redoubt.client().awaitReady(SOON)).isTrue();
      Cache<String, String> cities =
          redoubt.cache("cities", String.class, c -> c.ttl(Duration.ofHours(1)));
      cities.get("paris", key -> "Paris");
      Await.until(
          SOON,
          "the loaded value is stored",
          () -> scrape.value("cache_puts_total{cache='cities'}") == 1);
      cities.get("paris", key -> "not asked");
      redis.kill();
      cities.get("paris", key -> "Paris");

      String gets = "cache_gets_total{cache='cities',result='%s'}";
      assertThat(scrape.value(gets.formatted("miss"))).isEqualTo(1);
      assertThat(scrape.value(gets.formatted("hit"))).isEqualTo(1);
      assertThat(scrape.value(gets.formatted("failed"))).isEqualTo(1);
      assertThat(scrape.value("cache_puts_total{cache='cities'}")).isEqualTo(1);
      assertThat(scrape.value("redoubt_cache_fallbacks_total{cache='cities'}")).isEqualTo(1);
      assertThat(scrape.value("redoubt_cache_load_seconds_count{cache='cities',outcome='success'}"))
          .isEqualTo(2);
    }
  }

  @Test
  void failover_takesTheDeadMastersSeriesAway() {
    try (RedisCluster cluster = RedisCluster.start(3, 1);
        ProtectedClient client = open(url(cluster))) {
      RedisServer dead = cluster.masterOf(0);
      assertThat(scrape.text()).contains("127.0.0.1:" + dead.port());

      dead.kill();
      RedisServer heir = cluster.masterOtherThan(dead, 0, Duration.ofSeconds(30));
      Await.until(
          Duration.ofSeconds(10), "the dead master leaves the metrics and its heir comes", () -> {
            answers(client);
            String text = scrape.text();
            return !text.contains("127.0.0.1:" + dead.port())
                && text.contains("127.0.0.1:" + heir.port());
          });
    }
  }

  @Test
  void close_leavesNoSeries() {
    try (RedisServer redis = RedisServer.start()) {
      try (ProtectedClient client = open(redis.url())) {
        client.execute(SET);
        assertThat(registry.getMeters()).isNotEmpty();
      }

      assertThat(registry.getMeters()).isEmpty();
    }
  }

  private ProtectedClient open(String url) {
    ProtectedClient client =
        ProtectedClient.open(RedoubtConfig.of(url), new RedoubtMetrics(registry));
    assertThat(client.awaitReady(SOON)).isTrue();
    return client;
  }

  private static boolean answers(ProtectedClient client) {
    try {
      client.get("k".getBytes(UTF_8));
      return true;
    } catch (RedoubtException e) {
      return false;
    }
  }

  private double commands(RedisServer redis, String command, String outcome) {
    return scrape.value(
        "redoubt_command_seconds_count{command='%s',node='127.0.0.1:%d',outcome='%s'}"
            .formatted(command, redis.port(), outcome));
  }

  private static String node(String series, RedisServer redis) {
    return series.formatted("127.0.0.1:" + redis.port());
  }

  private static String url(RedisCluster cluster) {
    return cluster.servers().stream()
        .map(server -> "127.0.0.1:" + server.port())
        .collect(Collectors.joining(",", "redis-cluster://", ""));
  }
}
