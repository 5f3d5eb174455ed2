// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks.variants;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.alicp.jetcache.support.Kryo5ValueDecoder;
import com.alicp.jetcache.support.Kryo5ValueEncoder;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.util.concurrent.TimeUnit;

/** JetCache's remote cache on Lettuce with its faster codec. */
final class JetCacheReaders {
  /** What it stores within the second that it waits for Redis, also on a busy machine. */
  private static final int FILLED_AT_ONCE = 500;

  private JetCacheReaders() {}

  static Opened<Reader> remote(Address address) {
    RedisClient client = RedisClient.create(RedisURI.create(address.host(), address.port()));
    Cache<String, byte[]> cache = RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
        .redisClient(client)
        .keyPrefix("jetcache:")
        .keyConvertor(key -> key)
        .valueEncoder(Kryo5ValueEncoder.INSTANCE)
        .valueDecoder(Kryo5ValueDecoder.INSTANCE)
        .expireAfterWrite(1, TimeUnit.HOURS)
        .buildCache();
    for (int from = 0; from < Keys.COUNT; from += FILLED_AT_ONCE) {
      if (!cache.PUT_ALL(Keys.values(from, FILLED_AT_ONCE)).isSuccess()) {
        throw new IllegalStateException("JetCache did not store the values");
      }
    }
    return new Opened<>(key -> cache.computeIfAbsent(Keys.text(key), Misses::load), () -> {
      cache.close();
      client.close();
    });
  }
}
