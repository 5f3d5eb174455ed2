// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.FaultProxy;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A replica that is held back by a known amount: what is told is the truth. */
@Tag("alone")
final class LagTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int VALUE = 100_000;
  private static final int VALUES = 30;

  @Test
  void lag_replicaHeldBackByKnownBytes_isTheirNumber() {
    try (RedisServer master = RedisServer.start();
        RedisServer replica = RedisServer.start();
        FaultProxy between = FaultProxy.to(master);
        Watched watched = Watched.over(master.url())) {
      replica.command("REPLICAOF", "127.0.0.1", Integer.toString(between.port()));
      Await.until(
          LONG,
          "in sync",
          () -> !replicas(watched.poll()).isEmpty()
              && replicas(watched.poll()).get(0).connected());
      watched.await("caught up", report -> lagBytes(report) < VALUE);

      between.toClient().blackHole();
      long before = offset(replica, "slave_repl_offset");
      for (int i = 0; i < VALUES; i++) {
        watched
            .client()
            .execute(
                Request.command("SET").key("filler:" + i).arg(new byte[VALUE]).reply(Reply.STATUS));
      }
      assertThat(offset(replica, "slave_repl_offset")).isEqualTo(before);

      // The load goes on, so the truth lies between what it was before and after the poll.
      long least = offset(master, "master_repl_offset") - before;
      HealthReport report = watched.poll();
      long most = offset(master, "master_repl_offset") - before;
      assertThat(least).isGreaterThan((long) VALUE * VALUES);
      assertThat((double) lagBytes(report)).isBetween(least * 0.9, most * 1.1);

      HealthReport second = watched.poll();
      Finding lag = Watched.finding(second, Components.REPLICATION, nameOf(replica), "lag");
      assertThat(lag.status()).isEqualTo(HealthStatus.DOWN);
      assertThat(lag.threshold()).isEqualTo("524288 B, critical 1048576 B");
      assertThat(second.component(Components.REPLICATION).reason()).contains("lacks ");

      between.clear();
      watched.awaitStatus(HealthStatus.UP);
      assertThat(lagBytes(watched.poll())).isLessThan(VALUE);
    }
  }

  private static List<ReplicaReading> replicas(HealthReport report) {
    return report.nodes().values().stream()
        .flatMap(node -> node.replication().stream())
        .flatMap(replication -> replication.replicas().stream())
        .toList();
  }

  private static long lagBytes(HealthReport report) {
    return replicas(report).get(0).lagBytes().orElse(Long.MAX_VALUE);
  }

  private static String nameOf(RedisServer server) {
    return "127.0.0.1:" + server.port();
  }

  private static long offset(RedisServer server, String field) {
    return Long.parseLong(server.info("replication", field));
  }
}
