// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.testkit.RedisCluster;
import dev.redoubt.testkit.RedisServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class StatsCommandTest {
  private static RedisServer redis;

  @BeforeAll
  static void start() {
    redis = RedisServer.builder().maxMemory(64 << 20, "allkeys-lfu").start();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @BeforeEach
  void empty() {
    redis.command("FLUSHALL");
    redis.command("CONFIG", "RESETSTAT");
  }

  @Test
  void stats_someKeys_areCountedByCache() {
    fill("redoubt:words:", 30, "60");
    fill("redoubt:cities:", 10, "60");
    fill("other:", 5, "");
    redis.command("SET", "lonely", "x".repeat(100_000));
    redis.command("GET", "lonely");
    redis.command("GET", "nothing");

    CommandLineRun run = CommandLineRun.of("stats", "--redis-url", redis.url());

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("50.0 % of 2 reads")
        .contains("of 64.0 MiB, allkeys-lfu")
        .containsPattern("redoubt:words +30 .* 0 ")
        .containsPattern("redoubt:cities +10 .* 0 ")
        .containsPattern("other +5 .* 5 ")
        .containsPattern("\\(no colon\\) +1 .* 1 +\\d+ KiB")
        .doesNotContain("lonely", "estimated");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void stats_keysAreAskedFor_namesTheLargest() {
    redis.command("SET", "lonely", "x");

    assertThat(CommandLineRun.of("stats", "--keys", "--redis-url", redis.url()).out())
        .contains("\n  lonely");
  }

  @Test
  void stats_moreKeysThanTheSample_areEstimated() {
    fill("redoubt:words:", 3000, "60");

    CommandLineRun run =
        CommandLineRun.of("stats", "--json", "--sample", "500", "--redis-url", redis.url());

    assertThat(run.out()).contains("\"name\":\"redoubt:words\",\"keys\":3000,");
    long looked = Long.parseLong(run.out().replaceAll("(?s).*\"sampledKeys\":(\\d+).*", "$1"));
    assertThat(looked).isBetween(500L, 1000L);
  }

  @Test
  void stats_watch_tellsWhatHappensBetween() {
    CommandLineRun run = CommandLineRun.of(
        "stats", "--watch", "50ms", "--count", "3", "--json", "--redis-url", redis.url());

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines())
        .hasSize(3)
        .allMatch(line -> line.startsWith("{\"seconds\":0.") && line.contains("\"keys\":0"));
  }

  @Test
  void stats_cluster_tellsOfEveryMaster() {
    try (RedisCluster cluster = RedisCluster.builder().masters(3).start()) {
      CommandLineRun run = CommandLineRun.of(
          "stats",
          "--redis-url",
          "redis-cluster://127.0.0.1:" + cluster.servers().get(0).port());

      assertThat(cluster.masters())
          .allSatisfy(one -> assertThat(run.out()).contains("127.0.0.1:" + one.port()));
    }
  }

  private static void fill(String prefix, int count, String seconds) {
    List<String> script = new ArrayList<>(List.of(
        "EVAL",
        "for i = 1, ARGV[1] do redis.call('SET', ARGV[2] .. i, i) if ARGV[3] ~= '' then"
            + " redis.call('EXPIRE', ARGV[2] .. i, ARGV[3]) end end",
        "0"));
    script.addAll(List.of(Integer.toString(count), prefix, seconds));
    redis.command(script.toArray(String[]::new));
  }
}
