// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks.variants;

import java.time.Duration;
import org.springframework.cache.Cache;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.serializer.RedisSerializationContext.SerializationPair;
import org.springframework.data.redis.serializer.RedisSerializer;

/** Spring Data Redis's cache on its default driver, Lettuce, with values as they are. */
final class SpringReaders {
  private static final String CACHE = "spring";

  private SpringReaders() {}

  static Opened<Reader> cache(Address address) {
    LettuceConnectionFactory connections = new LettuceConnectionFactory(
        new RedisStandaloneConfiguration(address.host(), address.port()));
    connections.afterPropertiesSet();
    connections.start();
    Cache cache = cache(connections);
    for (int i = 0; i < Keys.COUNT; i++) {
      cache.put(Keys.text(i), Keys.value());
    }
    return new Opened<>(key -> cache.get(Keys.text(key), Misses::load), connections::destroy);
  }

  private static Cache cache(LettuceConnectionFactory connections) {
    RedisCacheConfiguration config = RedisCacheConfiguration.defaultCacheConfig()
        .entryTtl(Duration.ofHours(1))
        .serializeValuesWith(SerializationPair.fromSerializer(RedisSerializer.byteArray()))
        .disableCachingNullValues();
    RedisCacheManager caches =
        RedisCacheManager.builder(connections).cacheDefaults(config).build();
    caches.afterPropertiesSet();
    Cache cache = caches.getCache(CACHE);
    if (cache == null) {
      throw new IllegalStateException("Spring made no cache");
    }
    return cache;
  }
}
