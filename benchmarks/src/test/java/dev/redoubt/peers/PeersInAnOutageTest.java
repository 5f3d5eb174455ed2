// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.CacheResultCode;
import dev.redoubt.testkit.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.redisson.api.RMapCache;
import org.redisson.client.RedisException;
import org.springframework.dao.DataAccessException;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** What docs/comparison.md says of the other libraries, on a Redis that was killed. */
class PeersInAnOutageTest {
  private RedisServer server;
  private Peers peers;
  private final AtomicInteger loads = new AtomicInteger();

  @BeforeEach
  void open() {
    server = RedisServer.start();
    peers = new Peers(server);
  }

  @AfterEach
  void close() {
    peers.close();
    server.close();
  }

  private String load() {
    return "loaded " + loads.incrementAndGet();
  }

  @Test
  void spring_readWithALoader_throwsAndDoesNotLoad() {
    var cache = peers.spring();
    cache.put("k", "v");
    server.kill();
    assertThatThrownBy(() -> cache.get("k", this::load)).isInstanceOf(DataAccessException.class);
    assertThat(loads).hasValue(0);
  }

  @Test
  void jetCache_readWithALoader_loads() {
    Cache<String, String> cache = peers.jetCache();
    cache.put("k", "v");
    server.kill();
    assertThat(cache.computeIfAbsent("k", key -> load())).isEqualTo("loaded 1");
  }

  @Test
  void jetCache_removal_isACodeAndNoException() {
    Cache<String, String> cache = peers.jetCache();
    cache.put("k", "v");
    server.kill();
    assertThat(cache.REMOVE("k").getResultCode()).isEqualTo(CacheResultCode.FAIL);
  }

  @Test
  void redisson_readWithALoader_throwsAndDoesNotLoad() {
    RMapCache<String, String> map = peers.redisson();
    map.put("k", "v");
    server.kill();
    assertThatThrownBy(() -> map.computeIfAbsent("k", key -> load()))
        .isInstanceOf(RedisException.class);
    assertThat(loads).hasValue(0);
  }

  @Test
  void lettuce_read_waitsForItsTimeout() {
    try (RedisClient client = RedisClient.create(peers.uri())) {
      var commands = client.connect().sync();
      commands.set("k", "v");
      server.kill();
      long begin = System.nanoTime();
      assertThatThrownBy(() -> commands.get("k")).isInstanceOf(RedisCommandTimeoutException.class);
      assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(Peers.TIMEOUT.toNanos());
    }
  }

  @Test
  void jedis_read_throws() {
    try (var client = redis.clients.jedis.RedisClient.builder()
        .hostAndPort(server.host(), server.port())
        .build()) {
      client.set("k", "v");
      server.kill();
      assertThatThrownBy(() -> client.get("k")).isInstanceOf(JedisConnectionException.class);
    }
  }
}
