// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RedisSentinelsTest {
  @Test
  void failOver_makesTheReplicaTheMaster() {
    try (RedisSentinels redis = RedisSentinels.builder().password("secret").start()) {
      RedisServer former = redis.master();
      assertThat(redis.sentinels()).hasSize(3);
      assertThat(redis.servers()).hasSize(2);
      assertThat(redis.url()).startsWith("redis-sentinel://127.0.0.1:").endsWith("/0#mymaster");

      RedisServer next = redis.failOver();

      assertThat(next).isNotSameAs(former).isSameAs(redis.master());
      assertThat(redis.replicas()).containsExactly(former);
      assertThat(next.command("SET", "key", "value")).isEqualTo("OK");
    }
  }

  @Test
  void kill_ofTheMaster_makesTheSentinelsFailOver() {
    try (RedisSentinels redis = RedisSentinels.builder().masterName("cache").start()) {
      RedisServer former = redis.master();
      former.kill();

      RedisServer next = redis.masterOtherThan(former, Duration.ofSeconds(20));
      assertThat(next).isNotSameAs(former);
      assertThat(next.command("SET", "key", "value")).isEqualTo("OK");
    }
  }

  @Test
  void tls_isUsedByTheSentinelsToo() {
    try (RedisSentinels redis =
        RedisSentinels.builder().tls(TestCertificates.create()).sentinels(1).start()) {
      assertThat(redis.url()).contains(":" + redis.sentinels().get(0).tlsPort());
      assertThat(redis.failOver()).isSameAs(redis.servers().get(1));
    }
  }

  @Test
  void proxied_partitionOfTheMaster_makesTheSentinelsFailOver_whileItLives() {
    try (RedisSentinels redis = RedisSentinels.builder().proxied().start()) {
      RedisServer former = redis.master();

      redis.proxyOf(former).blackHole();

      RedisServer next = redis.masterOtherThan(former, Duration.ofSeconds(20));
      assertThat(next).isNotSameAs(former);
      assertThat(Roles.isMaster(former)).isTrue();
    }
  }
}
