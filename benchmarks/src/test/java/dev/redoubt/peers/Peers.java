// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.peers;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import dev.redoubt.testkit.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.redisson.Redisson;
import org.redisson.api.RMapCache;
import org.redisson.config.Config;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;

/** The other libraries, with their default options but for {@link #TIMEOUT}. */
final class Peers implements AutoCloseable {
  /** Shorter than their defaults: the tests ask what happens, not how long it takes. */
  static final Duration TIMEOUT = Duration.ofMillis(300);

  private final RedisServer redis;
  private final Deque<Runnable> open = new ArrayDeque<>();

  Peers(RedisServer redis) {
    this.redis = redis;
  }

  org.springframework.cache.Cache spring() {
    return spring(RedisCacheConfiguration.defaultCacheConfig());
  }

  org.springframework.cache.Cache spring(RedisCacheConfiguration config) {
    RedisCacheManager caches =
        RedisCacheManager.builder(springConnections()).cacheDefaults(config).build();
    caches.afterPropertiesSet();
    org.springframework.cache.Cache cache = caches.getCache("spring");
    if (cache == null) {
      throw new IllegalStateException("Spring made no cache");
    }
    return cache;
  }

  private LettuceConnectionFactory springConnections() {
    LettuceConnectionFactory connections = new LettuceConnectionFactory(
        new RedisStandaloneConfiguration(redis.host(), redis.port()),
        LettuceClientConfiguration.builder().commandTimeout(TIMEOUT).build());
    connections.afterPropertiesSet();
    connections.start();
    open.push(connections::destroy);
    return connections;
  }

  /** As {@code @EnableRedisHttpSession} makes it for its repositories. */
  RedisTemplate<String, Object> springSessions() {
    RedisTemplate<String, Object> template = new RedisTemplate<>();
    template.setKeySerializer(RedisSerializer.string());
    template.setHashKeySerializer(RedisSerializer.string());
    template.setConnectionFactory(springConnections());
    template.afterPropertiesSet();
    return template;
  }

  Cache<String, String> jetCache() {
    RedisClient client = RedisClient.create(uri());
    open.push(client::shutdown);
    return RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
        .redisClient(client)
        .keyPrefix("jetcache:")
        .keyConvertor(key -> key)
        .asyncResultTimeoutInMillis(TIMEOUT.toMillis())
        .buildCache();
  }

  RMapCache<String, String> redisson() {
    Config config = new Config();
    config
        .useSingleServer()
        .setAddress(redis.url())
        .setTimeout((int) TIMEOUT.toMillis())
        .setRetryAttempts(0)
        .setConnectionMinimumIdleSize(1);
    var client = Redisson.create(config);
    open.push(() -> client.shutdown(0, 1, TimeUnit.SECONDS));
    return client.getMapCache("redisson");
  }

  RedisURI uri() {
    return RedisURI.builder()
        .withHost(redis.host())
        .withPort(redis.port())
        .withTimeout(TIMEOUT)
        .build();
  }

  @Override
  public void close() {
    open.forEach(Runnable::run);
  }
}
