// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.peers;

import static org.assertj.core.api.Assertions.assertThat;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.redisson.Redisson;
import org.redisson.api.RMapCache;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import tools.jackson.databind.json.JsonMapper;

/** The code before the change in docs/migrate-*.md; that of after is in the core. */
class MigratePagesTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private static final City PARIS = new City("Paris", 2_103_778);
  private final Database database = new Database();
  private RedisServer redis;

  record City(String name, int people) implements Serializable {}

  static final class Database {
    City findCity(String key) {
      return PARIS;
    }

    Map<String, City> findCities(Set<String> keys) {
      return Map.of("paris", PARIS);
    }
  }

  @BeforeEach
  void flush() {
    redis = SERVER.get();
    redis.command("FLUSHALL");
  }

  // @start region="spring-before"
  @Configuration
  @EnableCaching
  static class Caching {
    @Bean
    RedisCacheManager caches(RedisConnectionFactory connections) {
      RedisCacheConfiguration options =
          RedisCacheConfiguration.defaultCacheConfig().entryTtl(Duration.ofHours(1));
      return RedisCacheManager.builder(connections).cacheDefaults(options).build();
    }
  }

  static class Cities {
    private final Database database;

    Cities(Database database) {
      this.database = database;
    }

    @Cacheable("cities")
    public City find(String key) {
      return database.findCity(key);
    }

    @CacheEvict("cities")
    public void changed(String key) {}

    @CacheEvict(cacheNames = "cities", allEntries = true)
    public void allChanged() {}
  }
  // @end

  @Test
  void spring_annotatedClass_isCached() {
    try (var context = new AnnotationConfigApplicationContext()) {
      context.registerBean(
          RedisConnectionFactory.class,
          () -> new LettuceConnectionFactory(redis.host(), redis.port()));
      context.registerBean(Cities.class, () -> new Cities(database));
      context.register(Caching.class);
      context.refresh();
      Cities cities = context.getBean(Cities.class);

      assertThat(cities.find("paris")).isEqualTo(PARIS);
      awaitKey("cities::paris", 1); // Spring's writes do not wait for Redis.
      cities.changed("paris");
      awaitKey("cities::paris", 0);
    }
  }

  private void awaitKey(String key, long number) {
    Await.until(
        Duration.ofSeconds(5),
        key,
        () -> redis.command("EXISTS", key) instanceof Long n && n == number);
  }

  // @start region="spring-bean"
  @Configuration
  static class RedoubtBeans {
    @Bean
    RedoubtConfig redoubtConfig() {
      return RedoubtConfig.fromEnvironment();
    }

    @Bean // closed with the context
    Redoubt redoubt(RedoubtConfig config) {
      return Redoubt.connect(config);
    }
  }
  // @end

  @Test
  void spring_redoubtIsABean_closedWithTheContext() {
    Redoubt redoubt;
    try (var context = new AnnotationConfigApplicationContext(RedoubtBeans.class)) {
      redoubt = context.getBean(Redoubt.class);
      assertThat(redoubt.health().isReady()).isTrue();
    }
    assertThat(redoubt.client().awaitReady(Duration.ZERO)).isFalse();
  }

  @Test
  void jetCache_before() {
    RedisClient client = RedisClient.create(redis.url());
    Set<String> keys = Set.of("paris");
    // @start region="jetcache-before"
    Cache<String, City> cities = RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
        .redisClient(client)
        .keyPrefix("cities.")
        .keyConvertor(key -> key)
        .expireAfterWrite(1, TimeUnit.HOURS)
        .cacheNullValue(true)
        .buildCache();

    City paris = cities.computeIfAbsent("paris", database::findCity);
    Map<String, City> some = cities.getAll(keys);
    cities.remove("paris");
    // @end
    assertThat(paris).isEqualTo(PARIS);
    assertThat(some).containsOnlyKeys("paris");
    client.shutdown();
  }

  @Test
  void redisson_before() {
    Config config = new Config();
    config.useSingleServer().setAddress(redis.url()).setConnectionMinimumIdleSize(1);
    RedissonClient redisson = Redisson.create(config);
    City oslo = new City("Oslo", 717_710);
    // @start region="redisson-before"
    RMapCache<String, City> cities = redisson.getMapCache("cities");

    City paris = cities.get("paris");
    if (paris == null) {
      paris = database.findCity("paris");
      cities.fastPut("paris", paris, 1, TimeUnit.HOURS);
    }
    cities.fastPut("oslo", oslo, 90, TimeUnit.SECONDS);
    // @end
    assertThat(cities.get("paris")).isEqualTo(paris);
    redisson.shutdown();
  }

  @Test
  void lettuce_before() {
    try (RedisClient client = RedisClient.create(redis.url())) {
      RedisCommands<String, String> commands = client.connect().sync();
      JsonMapper json = new JsonMapper();
      assertThat(find(commands, json)).isEqualTo(PARIS);
      assertThat(find(commands, json)).isEqualTo(PARIS);
    }
  }

  private @Nullable City find(RedisCommands<String, String> redis, JsonMapper json) {
    // @start region="lettuce-before"
    String text = redis.get("cities:paris");
    City paris = text == null ? null : json.readValue(text, City.class);
    if (paris == null) {
      paris = database.findCity("paris");
      redis.set("cities:paris", json.writeValueAsString(paris), SetArgs.Builder.ex(3600));
    }

    long visits = redis.incr("visits");
    // @end
    assertThat(visits).isPositive();
    return paris;
  }
}
