// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RedisClusterTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final RedisCluster cluster =
      RedisCluster.builder().masters(3).replicas(1).password("secret").start();

  @AfterAll
  static void close() {
    cluster.close();
  }

  private static void assertRefused(String error, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(RedisReplyException.class).hasMessageStartingWith(error);
  }

  @Test
  void start_distributesAllSlots_andAReplicaToEachMaster() {
    assertThat(cluster.servers()).hasSize(6);
    assertThat(cluster.urls())
        .hasSize(6)
        .allMatch(url -> url.startsWith("redis://:secret@127.0.0.1:"));
    assertThat(cluster.masters())
        .hasSize(3)
        .allSatisfy(
            master -> assertThat(cluster.replicasOf(master)).hasSize(1).doesNotContain(master));
    assertThat(cluster.masterOf(0)).isSameAs(cluster.masters().get(0));
    assertThat(cluster.masterOf(16_383)).isSameAs(cluster.masters().get(2));
    assertThat(cluster.slotOf("123456789")).isEqualTo(0x31c3);
  }

  @Test
  void failOver_swapsMasterAndReplica() {
    RedisServer master = cluster.masters().get(0);
    RedisServer replica = cluster.replicasOf(master).get(0);

    cluster.failOver(replica);

    assertThat(cluster.masterOf(0)).isSameAs(replica);
    Await.until(
        LIMIT,
        "the former master is a replica",
        () -> cluster.replicasOf(replica).contains(master));
    assertThatThrownBy(() -> cluster.failOver(replica))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void kill_ofAMaster_makesItsReplicaTakeOver() {
    RedisServer master = cluster.masterOf(16_383);
    RedisServer replica = cluster.replicasOf(master).get(0);
    master.kill();

    assertThat(cluster.masterOtherThan(master, 16_383, LIMIT)).isSameAs(replica);

    master.restart();
    Await.until(
        LIMIT,
        "the former master is a replica",
        () -> cluster.replicasOf(replica).contains(master));
  }

  @Test
  void migration_answersAskAndTryAgain_untilItIsFinished() {
    int slot = cluster.slotOf("{tag}1");
    RedisServer source = cluster.masterOf(slot);
    RedisServer target = cluster.masters().stream()
        .filter(master -> master != source)
        .findFirst()
        .orElseThrow();
    for (int i = 1; i <= 250; i++) {
      source.command("SET", "{tag}" + i, "value" + i);
    }

    SlotMigration migration = cluster.beginMigration(slot, target);
    migration.move("{tag}1");
    assertRefused("ASK " + slot, () -> source.command("GET", "{tag}1"));
    target.command("ASKING");
    assertThat(target.command("GET", "{tag}1")).isEqualTo("value1");
    target.command("ASKING");
    assertRefused("TRYAGAIN", () -> target.command("MGET", "{tag}1", "{tag}2"));
    assertRefused("MOVED " + slot, () -> target.command("GET", "{tag}1"));
    assertThat(source.command("GET", "{tag}2")).isEqualTo("value2");
    assertThat(cluster.masterOf(slot)).isSameAs(source);

    migration.finish();
    assertThat(cluster.masterOf(slot)).isSameAs(target);
    assertThat(target.command("MGET", "{tag}1", "{tag}250"))
        .asString()
        .isEqualTo("[value1, value250]");
    assertRefused("MOVED " + slot, () -> source.command("GET", "{tag}1"));
  }

  @Test
  void kill_withoutReplica_costsItsSlotsOnly() {
    try (RedisCluster small = RedisCluster.start(3, 0)) {
      RedisServer dead = small.masters().get(1);
      RedisServer alive = small.masters().get(0);
      dead.kill();
      Await.until(LIMIT, "the others have noticed", () -> failed(alive));

      assertThat(alive.command("SET", keyOf(small, alive), "value")).isEqualTo("OK");
      assertThat(small.masters()).contains(dead);
    }
  }

  private static boolean failed(RedisServer witness) {
    return String.valueOf(witness.command("CLUSTER", "NODES")).contains("master,fail ");
  }

  private static String keyOf(RedisCluster cluster, RedisServer master) {
    for (int i = 0; ; i++) {
      if (cluster.masterOf(cluster.slotOf("key" + i)) == master) {
        return "key" + i;
      }
    }
  }

  @Test
  void tls_isWhatTheClusterTellsItsClients() {
    try (RedisCluster secure = RedisCluster.builder()
        .masters(2)
        .replicas(0)
        .tls(TestCertificates.create())
        .start()) {
      RedisServer first = secure.masters().get(0);
      RedisServer second = secure.masters().get(1);
      secure.migrateSlot(0, second);

      assertThat(secure.urls()).contains(first.tlsUrl());
      assertThatThrownBy(() -> secure.proxyOf(first)).isInstanceOf(IllegalStateException.class);
      assertThat(secure.masterOf(0)).isSameAs(second);
    }
  }

  @Test
  void proxied_partitionsClientsFromOneMaster() throws IOException {
    try (RedisCluster partitioned = RedisCluster.builder().replicas(1).proxied().start()) {
      RedisServer master = partitioned.masterOf(0);
      FaultProxy proxy = partitioned.proxyOf(master);
      assertThat(partitioned.urls()).contains("redis://127.0.0.1:" + proxy.port());
      assertThatThrownBy(() -> partitioned.masterOf(16_383).command("GET", "{06S}"))
          .hasMessage("MOVED 0 127.0.0.1:" + proxy.port());

      try (RespConnection client = RespConnection.open(proxy.port(), Duration.ofMillis(200))) {
        client.call("SET", "{06S}", "value");
        proxy.blackHole();
        assertThatThrownBy(() -> client.call("GET", "{06S}"))
            .isInstanceOf(SocketTimeoutException.class);
      }
      assertThat(partitioned.masterOf(0)).isSameAs(master);
    }
  }

  @Test
  void proxied_withTls_tellsTheProxiesPorts() throws IOException {
    TestCertificates certificates = TestCertificates.create();
    try (RedisCluster secure =
        RedisCluster.builder().masters(2).tls(certificates).proxied().start()) {
      RedisServer first = secure.masterOf(0);
      int port = secure.proxyOf(secure.masterOf(16_383)).port();

      assertThat(secure.urls()).contains("rediss://127.0.0.1:" + port);
      try (RespConnection client = RespConnection.over(certificates
          .clientContext()
          .getSocketFactory()
          .createSocket("127.0.0.1", first.tlsPort()))) {
        assertRefused("MOVED 12739 127.0.0.1:" + port, () -> client.call("GET", "123456789"));
      }
    }
  }
}
