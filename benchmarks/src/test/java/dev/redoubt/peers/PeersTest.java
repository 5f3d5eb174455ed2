// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Index.atIndex;

import com.alicp.jetcache.Cache;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisURI;
import io.lettuce.core.failover.api.CircuitBreakerConfig;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.redisson.api.RMapCache;
import org.redisson.client.RedisException;
import org.redisson.config.Config;
import org.springframework.cache.Cache.ValueRetrievalException;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.serializer.SerializationException;
import redis.clients.jedis.MultiDbConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;

/** What docs/comparison.md says of the other libraries, on a Redis that is well. */
class PeersTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private RedisServer redis;
  private Peers peers;
  private RedisClient raw;

  @BeforeEach
  void open() {
    redis = SERVER.get();
    redis.command("FLUSHALL");
    redis.command("CONFIG", "RESETSTAT");
    peers = new Peers(redis);
    raw = RedisClient.create(redis.host(), redis.port());
  }

  @AfterEach
  void close() {
    peers.close();
    raw.close();
    threads.shutdownNow();
  }

  @Test
  void waitingTimes_areTheirDefaults() {
    assertThat(RedisURI.DEFAULT_TIMEOUT_DURATION).isEqualTo(Duration.ofSeconds(60));
    assertThat(ClientOptions.DEFAULT_REQUEST_QUEUE_SIZE).isEqualTo(Integer.MAX_VALUE);
    assertThat(ClientOptions.DEFAULT_DISCONNECTED_BEHAVIOR)
        .isEqualTo(ClientOptions.DisconnectedBehavior.DEFAULT);
    assertThat(Protocol.DEFAULT_TIMEOUT).isEqualTo(2_000);
    var redisson = new Config().useSingleServer();
    assertThat(redisson.getTimeout()).isEqualTo(3_000);
    assertThat(redisson.getRetryAttempts()).isEqualTo(4);
  }

  @Test
  void breakersOfTheMultiDatabaseClients_openAtAThousandFailuresInTwoSeconds() {
    var lettuce = CircuitBreakerConfig.DEFAULT;
    assertThat(lettuce.getFailureRateThreshold()).isEqualTo(10);
    assertThat(lettuce.getMinimumNumberOfFailures()).isEqualTo(1_000);
    assertThat(lettuce.getMetricsWindowSize()).isEqualTo(2);
    var jedis = MultiDbConfig.CircuitBreakerConfig.builder().build();
    assertThat(jedis.getFailureRateThreshold()).isEqualTo(10);
    assertThat(jedis.getMinNumOfFailures()).isEqualTo(1_000);
    assertThat(jedis.getSlidingWindowSize()).isEqualTo(2);
  }

  @Test
  void spring_entry_neverExpiresAndIsJavaSerialized() {
    peers.spring().put("k", "v");
    awaitKeys("spring::k", 1); // a put does not wait for Redis
    assertThat(redis.command("TTL", "spring::k")).isEqualTo(-1L);
    assertThat(bytes("spring::k")).startsWith((byte) 0xAC, (byte) 0xED);
  }

  @Test
  void jetCache_entry_livesForYearsAndIsJavaSerialized() {
    peers.jetCache().put("k", "v");
    awaitKeys("jetcache:k", 1);
    assertThat((Long) redis.command("TTL", "jetcache:k"))
        .isGreaterThan(Duration.ofDays(365).toSeconds());
    // After four bytes of its own.
    assertThat(bytes("jetcache:k"))
        .contains((byte) 0xAC, atIndex(4))
        .contains((byte) 0xED, atIndex(5));
  }

  private void awaitKeys(String key, long number) {
    Await.until(
        Duration.ofSeconds(5),
        key,
        () -> redis.command("EXISTS", key) instanceof Long n && n == number);
  }

  private byte[] bytes(String key) {
    return raw.get(key.getBytes(UTF_8));
  }

  @Test
  void spring_removalDuringALoad_isOverwrittenByTheLoad() {
    var cache = peers.spring();
    cache.get("k", () -> {
      cache.evictIfPresent("k");
      return "old";
    });
    assertThat(cache.get("k", String.class)).isEqualTo("old");
  }

  @Test
  void jetCache_removalDuringALoad_isOverwrittenByTheLoad() {
    Cache<String, String> cache = peers.jetCache();
    cache.computeIfAbsent("k", key -> {
      cache.remove(key);
      return "old";
    });
    assertThat(cache.get("k")).isEqualTo("old");
  }

  @Test
  void redisson_removalDuringALoad_isOverwrittenByTheLoad() {
    RMapCache<String, String> map = peers.redisson();
    map.computeIfAbsent("k", key -> {
      CompletableFuture.runAsync(() -> map.fastRemove(key), threads).join(); // as a writer would
      return "old";
    });
    assertThat(map.get("k")).isEqualTo("old");
  }

  @Test
  void spring_twoCallersMiss_bothLoad() throws Exception {
    var cache = peers.spring();
    assertThat(loadTogether(barrier -> cache.get("k", () -> meet(barrier)))).isTrue();
  }

  @Test
  void jetCache_twoCallersMiss_bothLoadUnlessAskedNotTo() throws Exception {
    Cache<String, String> cache = peers.jetCache();
    assertThat(loadTogether(barrier -> cache.computeIfAbsent("k", key -> meet(barrier))))
        .isTrue();

    cache.config().setCachePenetrationProtect(true);
    assertThat(loadTogether(barrier -> cache.computeIfAbsent("other", key -> meet(barrier))))
        .isFalse();
  }

  private interface Caller {
    void call(CyclicBarrier inLoader);
  }

  /** Whether two callers of a missing key are in its loader at the same time. */
  private boolean loadTogether(Caller caller) throws Exception {
    CyclicBarrier inLoader = new CyclicBarrier(2);
    var one = CompletableFuture.runAsync(() -> caller.call(inLoader), threads);
    var two = CompletableFuture.runAsync(() -> caller.call(inLoader), threads);
    try {
      CompletableFuture.allOf(one, two).get(10, SECONDS);
      return true;
    } catch (ExecutionException | TimeoutException alone) {
      return false;
    }
  }

  private static String meet(CyclicBarrier inLoader) {
    try {
      inLoader.await(2, SECONDS);
      return "v";
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void spring_loaderFails_isAnException() {
    var cache = peers.spring(RedisCacheConfiguration.defaultCacheConfig());
    assertThatThrownBy(() -> cache.get("k", () -> {
          throw new IllegalStateException("the origin is away");
        }))
        .isInstanceOf(ValueRetrievalException.class);
  }

  @Test
  void spring_clear_asksForAllKeys() {
    var cache = peers.spring();
    cache.put("k", "v");
    awaitKeys("spring::k", 1);
    cache.clear();
    awaitKeys("spring::k", 0); // nor does a clear
    assertThat(String.valueOf(redis.command("INFO", "commandstats"))).contains("cmdstat_keys:");
  }

  @Test
  void foreignValue_isAnExceptionForSpringAndRedisson_andAMissForJetCache() {
    redis.command("SET", "spring::k", "foreign");
    redis.command("SET", "jetcache:k", "foreign");
    RMapCache<String, String> map = peers.redisson();
    map.put("k", "v");
    byte[] name = map.getName().getBytes(UTF_8);
    raw.hset(name, raw.hkeys(name).iterator().next(), "foreign".getBytes(UTF_8));

    assertThatThrownBy(() -> peers.spring().get("k")).isInstanceOf(SerializationException.class);
    assertThat(peers.jetCache().get("k")).isNull();
    assertThatThrownBy(() -> map.get("k")).isInstanceOf(RedisException.class);
  }
}
