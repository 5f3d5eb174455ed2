// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks.variants;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.redisson.Redisson;
import org.redisson.api.RMapCache;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.codec.StringCodec;
import org.redisson.codec.CompositeCodec;
import org.redisson.config.Config;

/** Redisson with its default options and values as they are. */
final class RedissonReaders {
  private RedissonReaders() {}

  static Opened<Reader> bucket(Address address) {
    RedissonClient client = single(address);
    return new Opened<>(key -> client.<byte[]>getBucket(Keys.text(key)).get(), client::shutdown);
  }

  static Opened<AsyncReader> asyncBucket(Address address) {
    RedissonClient client = single(address);
    return new Opened<>(
        key -> client.<byte[]>getBucket(Keys.text(key)).getAsync(), client::shutdown);
  }

  static Opened<Reader> mapCache(Address address) {
    RedissonClient client = single(address);
    RMapCache<String, byte[]> map = client.getMapCache("redisson-map-cache");
    map.putAll(Keys.values(), 1, TimeUnit.HOURS);
    return new Opened<>(key -> map.get(Keys.text(key)), client::shutdown);
  }

  static Opened<BulkReader> buckets(Address address) {
    return buckets(single(address));
  }

  static Opened<BulkReader> clusterBuckets(Address address) {
    Config config = config();
    config.useClusterServers().addNodeAddress(address.url());
    return buckets(Redisson.create(config));
  }

  private static Opened<BulkReader> buckets(RedissonClient client) {
    return new Opened<>(
        (from, count) -> {
          Map<String, byte[]> values =
              client.getBuckets().get(Keys.text(from, count).toArray(String[]::new));
          int right = 0;
          for (byte[] value : values.values()) {
            right += Keys.isValue(value) ? 1 : 0;
          }
          return right;
        },
        client::shutdown);
  }

  private static RedissonClient single(Address address) {
    Config config = config();
    config.useSingleServer().setAddress(address.url());
    return Redisson.create(config);
  }

  private static Config config() {
    Config config = new Config();
    config.setCodec(
        new CompositeCodec(StringCodec.INSTANCE, ByteArrayCodec.INSTANCE, ByteArrayCodec.INSTANCE));
    return config;
  }
}
