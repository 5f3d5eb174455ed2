// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.testkit.RedisCluster;
import dev.redoubt.testkit.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class BenchCommandTest {
  private static RedisServer redis;

  @BeforeAll
  static void start() {
    redis = RedisServer.start();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @Test
  void bench_measuresBothAndLeavesNothingBehind() {
    redis.command("SET", "mine", "1");

    CommandLineRun run = CommandLineRun.of(
        "bench", "--time", "1s", "--threads", "4", "--keys", "700", "--redis-url", redis.url());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("4 threads, 700 keys of 512 bytes, 10 % writes; rounds of 0.1 s by turns")
        .containsPattern("redoubt +[1-9][\\d,]* +[\\d.]+ ms")
        .containsPattern("lettuce +[1-9][\\d,]* +[\\d.]+ ms")
        .containsPattern("ratio +\\d+\\.\\d\\d ")
        .contains("redoubt: how long requests took");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(redis.command("KEYS", "*")).hasToString("[mine]");
    assertThat(redis.info("stats", "expired_keys")).isEqualTo("0");
  }

  @Test
  void bench_json_countsTheSameRequestsInItsHistogram() {
    CommandLineRun run = CommandLineRun.of(
        "bench",
        "--json",
        "--time",
        "1s",
        "--threads",
        "2",
        "--keys",
        "10",
        "--writes",
        "0",
        "--redis-url",
        redis.url());

    assertThat(run.out())
        .startsWith("{\"threads\":2,\"keys\":10,\"valueBytes\":512,\"writePercent\":0,")
        .contains(
            "\"name\":\"redoubt\"", "\"name\":\"lettuce\"", "\"histogram\":[{\"upToMillis\":");
  }

  @Test
  void bench_cluster_works() {
    try (RedisCluster cluster = RedisCluster.builder().masters(3).start()) {
      CommandLineRun run = CommandLineRun.of(
          "bench",
          "--time",
          "1s",
          "--keys",
          "100",
          "--redis-url",
          "redis-cluster://127.0.0.1:" + cluster.servers().get(0).port());

      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(cluster.masters())
          .allSatisfy(master -> assertThat(master.command("DBSIZE")).isEqualTo(0L));
    }
  }

  @Test
  void bench_littleMemoryIsLeft_isRefusedBeforeAnyKey() {
    try (RedisServer small =
        RedisServer.builder().maxMemory(4 << 20, "allkeys-lfu").start()) {
      CommandLineRun run = CommandLineRun.of("bench", "--redis-url", small.url());

      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).contains("free below maxmemory").doesNotContain("\tat ");
      assertThat(small.info("commandstats", "cmdstat_set")).isEmpty();
    }
  }

  @Test
  void bench_loadWithoutBounds_isExitCode64() {
    CommandLineRun run = CommandLineRun.of(
        "bench", "--keys", "1000000", "--value-size", "100000", "--redis-url", redis.url());

    assertThat(run.exitCode()).isEqualTo(64);
    assertThat(run.err()).contains("256 MiB");
    assertThat(CommandLineRun.of("bench", "--threads", "0").err())
        .contains("--threads must be from 1 to 256: 0");
  }
}
