// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.testkit.RedisCluster;
import dev.redoubt.testkit.RedisServer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class HealthCommandTest {

  @Test
  void health_redisAnswers_isUp() {
    try (RedisServer redis = RedisServer.start()) {
      CommandLineRun run = CommandLineRun.of("health", "--redis-url", redis.url());

      assertThat(run.exitCode()).isZero();
      assertThat(run.out()).startsWith("UP\n").contains("127.0.0.1:" + redis.port());
      assertThat(
              CommandLineRun.of("health", "--json", "--redis-url", redis.url()).out())
          .startsWith("{\"status\":\"UP\",\"time\":")
          .endsWith("}\n");
    }
  }

  @Test
  void health_nothingListens_isDown() {
    CommandLineRun run = CommandLineRun.of("health", "--redis-url", "redis://127.0.0.1:1");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out())
        .startsWith("DOWN\n")
        .contains("127.0.0.1:1")
        .containsIgnoringCase("refused");
  }

  @Test
  void health_oneMasterOfAClusterIsDead_isDegraded() {
    try (RedisCluster cluster =
        RedisCluster.builder().masters(3).requireFullCoverage(false).start()) {
      cluster.masters().get(0).kill();
      String seeds = cluster.servers().stream()
          .map(server -> "127.0.0.1:" + server.port())
          .collect(Collectors.joining(",", "redis-cluster://", ""));

      CommandLineRun run = CommandLineRun.of("health", "--redis-url", seeds);

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.out()).startsWith("DEGRADED\n").contains("DOWN").contains("UP");
    }
  }
}
