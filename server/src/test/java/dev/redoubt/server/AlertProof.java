// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.FaultProxy;
import dev.redoubt.testkit.RedisCluster;
import dev.redoubt.testkit.RedisReplication;
import dev.redoubt.testkit.RedisServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every alert fires and ends, and every expression of the dashboard has data, in a real Prometheus
 * that scrapes two demos, one on replication and one on a cluster, and an application that fails on
 * purpose. Run by {@code ops/prove}; time in the rules passes twenty times as fast.
 */
final class AlertProof {
  private static final Path OPS = Path.of("../ops");
  private static final Duration BASELINE = Duration.ofSeconds(45);
  private static final String JOBS = "demo|cluster|shop";

  // The visitors of the sharded demo need no instructions.
  @SuppressWarnings("try")
  @Test
  void everyAlert_firesAndEnds_andEveryPanelHasData(@TempDir Path directory) throws Exception {
    ShortRules.write(OPS.resolve("prometheus"), directory);
    try (RedisReplication replication = RedisReplication.builder()
            .replicas(2)
            .config("repl-backlog-size 1mb")
            .start();
        FaultProxy master = FaultProxy.to(replication.master());
        RedisCluster cluster = cluster();
        RedisServer goods =
            RedisServer.builder().maxMemory(200_000_000, "allkeys-lru").start();
        RedoubtProcess demo = demo(master.url());
        RedoubtProcess sharded = demo(url(cluster));
        Shop shop = new Shop(goods.url());
        Visitors visitors = new Visitors(demo.url(), 4);
        Visitors others = new Visitors(sharded.url(), 2);
        PrometheusServer prometheus = PrometheusServer.start(
            directory, Map.of("demo", demo.url(), "cluster", sharded.url(), "shop", shop.url()));
        AlertWatch watch = new AlertWatch(prometheus, expressions())) {
      CompletableFuture<Void> faults = CompletableFuture.allOf(
          run(() -> breakDemo(visitors, replication, master, watch)),
          run(() -> breakCluster(cluster, watch)),
          run(() -> breakShop(shop, goods, watch)));
      try {
        faults.get(9, TimeUnit.MINUTES);
        watch.awaitResolved(alerts().toArray(String[]::new));
      } catch (ExecutionException e) {
        System.out.println("The script of faults ended early: " + e.getCause());
      } finally {
        System.out.println(table(watch));
      }
      assertThat(alerts()).allMatch(watch::isProved);
      for (String url : List.of(demo.url(), sharded.url(), shop.url())) {
        assertThat(PrometheusServer.lint(scrape(url))).isEmpty();
      }
      assertThat(watch.withoutData()).isEmpty();
    }
  }

  private static String scrape(String url) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/metrics")).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }

  private static RedisCluster cluster() {
    return RedisCluster.builder()
        .masters(3)
        .replicas(0)
        .nodeTimeout(Duration.ofSeconds(2))
        .requireFullCoverage(false)
        .start();
  }

  private static String url(RedisCluster cluster) {
    return cluster.servers().stream()
        .map(server -> "127.0.0.1:" + server.port())
        .collect(Collectors.joining(",", "redis-cluster://", ""));
  }

  private static RedoubtProcess demo(String redis) throws IOException {
    return RedoubtProcess.start(
        "demo", "--port", "0", "--origin-latency", "20ms", "--redis-url", redis);
  }

  private static CompletableFuture<Void> run(Runnable script) {
    return CompletableFuture.runAsync(script, task -> new Thread(task, "faults").start());
  }

  private static void breakDemo(
      Visitors visitors, RedisReplication replication, FaultProxy proxy, AlertWatch watch) {
    pass(BASELINE);
    visitors.askForStrangeWords(true);
    loseReplicas(replication, watch);
    watch.awaitFired("RedoubtHitRatioFallen");
    visitors.askForStrangeWords(false);

    proxy.toClient().latency(Duration.ofMillis(150));
    watch.awaitFired("RedoubtLatencyHigh");
    proxy.clear();

    for (int i = 0; i < 10; i++) {
      proxy.reset();
      pass(Duration.ofSeconds(1));
    }
    watch.awaitFired("RedoubtReconnectStorm");

    replication.master().kill();
    watch.awaitFired(
        "RedoubtBreakerOpened",
        "RedoubtBreakerOpenForLong",
        "RedoubtNodeDown",
        "RedoubtAllNodesDown",
        "RedoubtErrorRateHigh");
    replication.master().restart();
  }

  private static void loseReplicas(RedisReplication replication, AlertWatch watch) {
    RedisServer frozen = replication.replicas().get(0);
    frozen.stop();
    replication.master().command("SET", "filling", "x".repeat(3_000_000));
    watch.awaitFired("RedoubtReplicationLagBytes", "RedoubtReplicationLagSeconds");
    frozen.resume();

    RedisServer killed = replication.replicas().get(1);
    killed.kill();
    watch.awaitFired("RedoubtReplicaLost");
    killed.restart();
    // A restarted server has the configuration of its start, and so the same master.
    watch.awaitResolved("RedoubtReplicaLost");
  }

  private static void breakCluster(RedisCluster cluster, AlertWatch watch) {
    pass(Duration.ofSeconds(15));
    RedisServer dead = cluster.masterOf(0);
    dead.stop();
    watch.awaitFired("RedoubtClusterSlotsUncovered", "RedoubtClusterNodesFailing");
    dead.resume();
  }

  private static void breakShop(Shop shop, RedisServer redis, AlertWatch watch) {
    pass(Duration.ofSeconds(10));
    shop.failSessions(true);
    shop.failLoader(true);
    watch.awaitFired("RedoubtStaleServedForLong", "RedoubtSessionStoreErrors");
    shop.failSessions(false);
    shop.failLoader(false);

    fill(redis, 170_000_000, "a");
    watch.awaitFired("RedoubtMemoryHigh");
    fill(redis, 195_000_000, "b");
    watch.awaitFired("RedoubtMemoryFull");
    while (!watch.hasFired("RedoubtEvictions")) {
      add(redis, "c", 2_000);
      pass(Duration.ofMillis(500));
    }
    thin(redis);
    watch.awaitFired("RedoubtFragmentation");
    redis.command("FLUSHALL");

    redis.kill();
    shop.crowd(true);
    watch.awaitFired("RedoubtOriginGuardShedding", "RedoubtOutboxGrowing");
    shop.crowd(false);
    shop.remove(5_000);
    watch.awaitFired("RedoubtOutboxOverflowed");
    shop.remove(5);
    redis.restart();
  }

  /** Adds values until the server uses so many bytes. */
  private static void fill(RedisServer redis, long bytes, String prefix) {
    while (Long.parseLong(redis.info("memory", "used_memory")) < bytes) {
      add(redis, prefix, 20_000);
    }
  }

  private static void add(RedisServer redis, String prefix, int values) {
    redis.command(
        "EVAL",
        "for i = 1, ARGV[2] do"
            + " redis.call('SET', ARGV[1] .. redis.call('INCR', 'count'), string.rep('x', 200))"
            + " end",
        "0",
        "fill:" + prefix,
        String.valueOf(values));
  }

  /** Removes nine of ten values, so that little is left on each page of memory. */
  private static void thin(RedisServer redis) {
    long count = Long.parseLong(String.valueOf(redis.command("DBSIZE")));
    for (long done = 0; done < count * 9 / 10; done += 20_000) {
      redis.command(
          "EVAL", "for i = 1, 20000 do redis.call('DEL', redis.call('RANDOMKEY') or '') end", "0");
    }
  }

  private static void pass(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    Await.until(time.plusSeconds(5), "time passes", () -> System.nanoTime() - end >= 0);
  }

  private static List<String> alerts() {
    try {
      return Pattern.compile("- alert: (\\w+)")
          .matcher(Files.readString(OPS.resolve("prometheus/redoubt-alerts.yml")))
          .results()
          .map(found -> found.group(1))
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> expressions() throws IOException {
    Process process =
        new ProcessBuilder(OPS.resolve("expressions").toString(), JOBS, "15s").start();
    return process.inputReader().lines().toList();
  }

  private static String table(AlertWatch watch) {
    Map<String, String> lines = new LinkedHashMap<>();
    alerts().forEach(alert -> lines.put(alert, watch.line(alert)));
    return "\n%-32s %10s %10s%n".formatted("alert", "fired", "ended")
        + String.join("\n", lines.values())
        + "\n\nexpressions of the dashboard without data: " + watch.withoutData();
  }
}
