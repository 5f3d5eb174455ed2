// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RedisReplicationTest {
  @Test
  void start_returns_whenReplicasAreInSync() {
    try (RedisReplication redis =
        RedisReplication.builder().replicas(2).password("secret").start()) {
      redis.master().command("SET", "key", "value");
      assertThat(redis.master().command("WAIT", "2", "5000")).isEqualTo(2L);

      assertThat(redis.replicas()).hasSize(2).allSatisfy(replica -> {
        assertThat(replica.command("GET", "key")).isEqualTo("value");
        assertThatThrownBy(() -> replica.command("SET", "key", "other"))
            .hasMessageStartingWith("READONLY");
        assertThat(replica.url()).startsWith("redis://:secret@");
      });
    }
  }

  @Test
  void promote_swapsTheRoles() {
    try (RedisReplication redis = RedisReplication.start(2)) {
      RedisServer before = redis.master();
      RedisServer next = redis.replicas().get(1);

      redis.promote(next);

      assertThat(redis.master()).isSameAs(next);
      assertThat(redis.replicas()).contains(before).doesNotContain(next);
      next.command("SET", "key", "value");
      assertThat(next.command("WAIT", "2", "5000")).isEqualTo(2L);
      assertThat(before.command("GET", "key")).isEqualTo("value");
    }
  }

  @Test
  void promote_ofTheSurvivor_afterTheMasterWasKilled() {
    try (RedisReplication redis = RedisReplication.start(1)) {
      redis.master().command("SET", "key", "value");
      redis.master().command("WAIT", "1", "5000");
      redis.master().kill();

      redis.promote(redis.replicas().get(0));

      assertThat(redis.master().command("GET", "key")).isEqualTo("value");
      assertThat(redis.master().command("SET", "key", "other")).isEqualTo("OK");
    }
  }

  @Test
  void tls_isAlsoUsedBetweenTheServers() {
    try (RedisReplication redis =
        RedisReplication.builder().replicas(1).tls(TestCertificates.create()).start()) {
      RedisServer replica = redis.replicas().get(0);

      assertThat(replica.info("replication", "master_port"))
          .isEqualTo("" + redis.master().tlsPort());
    }
  }

  @Test
  void start_ofABrokenConfiguration_leavesNothing() {
    assertThatThrownBy(
            () -> RedisReplication.builder().config("no-such-directive 1").start())
        .isInstanceOf(RedisStartException.class)
        .hasMessageContaining("no-such-directive");
  }

  @Test
  void proxied_isHowTheServersKnowEachOther() {
    try (RedisReplication redis =
        RedisReplication.builder().replicas(1).proxied().start()) {
      RedisServer master = redis.master();
      RedisServer replica = redis.replicas().get(0);
      assertThat(replica.info("replication", "master_port"))
          .isEqualTo("" + redis.proxyOf(master).port());
      assertThat(master.info("replication", "slave0"))
          .contains("port=" + redis.proxyOf(replica).port());

      redis.proxyOf(master).toClient().blackHole();
      master.command("SET", "key", "value");
      assertThat(master.command("WAIT", "1", "200")).isEqualTo(0L);

      redis.proxyOf(master).clear();
      assertThat(master.command("WAIT", "1", "5000")).isEqualTo(1L);
    }
  }
}
