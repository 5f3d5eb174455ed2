// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks.variants;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.Response;

/** Jedis with a pool that has a connection for every caller. */
final class JedisReaders {
  private static final int CONNECTIONS = 64;

  private JedisReaders() {}

  static Opened<Reader> sync(Address address) {
    RedisClient client = client(address);
    return new Opened<>(key -> client.get(Keys.bytes(key)), client::close);
  }

  static Opened<BulkReader> mget(Address address) {
    RedisClient client = client(address);
    return new Opened<>(
        (from, count) -> right(client.mget(Keys.bytes(from, count).toArray(byte[][]::new))),
        client::close);
  }

  static Opened<BulkReader> clusterPipeline(Address address) {
    RedisClusterClient client = RedisClusterClient.builder()
        .nodes(Set.of(new HostAndPort(address.host(), address.port())))
        .build();
    return new Opened<>((from, count) -> pipelined(client, from, count), client::close);
  }

  private static int pipelined(RedisClusterClient client, int from, int count) {
    List<Response<byte[]>> replies = new ArrayList<>(count);
    try (var pipeline = client.pipelined()) {
      for (int i = 0; i < count; i++) {
        replies.add(pipeline.get(Keys.bytes(from + i)));
      }
    }
    return right(replies.stream().map(Response::get).toList());
  }

  private static int right(List<byte[]> values) {
    int right = 0;
    for (byte[] value : values) {
      right += Keys.isValue(value) ? 1 : 0;
    }
    return right;
  }

  private static RedisClient client(Address address) {
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    pool.setMaxTotal(CONNECTIONS);
    pool.setMaxIdle(CONNECTIONS);
    return RedisClient.builder()
        .hostAndPort(address.host(), address.port())
        .poolConfig(pool)
        .build();
  }
}
