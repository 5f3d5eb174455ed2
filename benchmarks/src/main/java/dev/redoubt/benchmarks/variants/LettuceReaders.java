// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks.variants;

import io.lettuce.core.KeyValue;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import io.lettuce.core.cluster.api.sync.RedisAdvancedClusterCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Plain Lettuce with its default options: one connection that all callers share. */
final class LettuceReaders {
  private LettuceReaders() {}

  static Opened<Reader> sync(Address address) {
    RedisClient client = RedisClient.create(uri(address));
    RedisCommands<byte[], byte[]> commands =
        client.connect(ByteArrayCodec.INSTANCE).sync();
    return new Opened<>(key -> commands.get(Keys.bytes(key)), client::close);
  }

  static Opened<AsyncReader> async(Address address) {
    RedisClient client = RedisClient.create(uri(address));
    RedisAsyncCommands<byte[], byte[]> commands =
        client.connect(ByteArrayCodec.INSTANCE).async();
    return new Opened<>(key -> commands.get(Keys.bytes(key)), client::close);
  }

  static Opened<BulkReader> mget(Address address) {
    RedisClient client = RedisClient.create(uri(address));
    RedisCommands<byte[], byte[]> commands =
        client.connect(ByteArrayCodec.INSTANCE).sync();
    return new Opened<>((from, count) -> right(commands.mget(keys(from, count))), client::close);
  }

  static Opened<BulkReader> gets(Address address) {
    RedisClient client = RedisClient.create(uri(address));
    RedisAsyncCommands<byte[], byte[]> commands =
        client.connect(ByteArrayCodec.INSTANCE).async();
    return new Opened<>((from, count) -> gets(from, count, commands::get), client::close);
  }

  static Opened<BulkReader> clusterMget(Address address) {
    RedisClusterClient client = RedisClusterClient.create(uri(address));
    RedisAdvancedClusterCommands<byte[], byte[]> commands =
        client.connect(ByteArrayCodec.INSTANCE).sync();
    return new Opened<>((from, count) -> right(commands.mget(keys(from, count))), client::close);
  }

  static Opened<BulkReader> clusterGets(Address address) {
    RedisClusterClient client = RedisClusterClient.create(uri(address));
    RedisAdvancedClusterAsyncCommands<byte[], byte[]> commands =
        client.connect(ByteArrayCodec.INSTANCE).async();
    return new Opened<>((from, count) -> gets(from, count, commands::get), client::close);
  }

  /** Stores every key of {@link Keys} on one server. */
  static void fill(Address address) {
    RedisClient client = RedisClient.create(uri(address));
    try (StatefulRedisConnection<byte[], byte[]> connection =
        client.connect(ByteArrayCodec.INSTANCE)) {
      fill(key -> connection.async().set(key, Keys.value()));
    } finally {
      client.close();
    }
  }

  /** Stores every key of {@link Keys} on a cluster. */
  static void fillCluster(Address address) {
    RedisClusterClient client = RedisClusterClient.create(uri(address));
    try (StatefulRedisClusterConnection<byte[], byte[]> connection =
        client.connect(ByteArrayCodec.INSTANCE)) {
      fill(key -> connection.async().set(key, Keys.value()));
    } finally {
      client.close();
    }
  }

  private static void fill(Function<byte[], RedisFuture<String>> set) {
    List<RedisFuture<String>> stored = new ArrayList<>();
    for (int i = 0; i < Keys.COUNT; i++) {
      stored.add(set.apply(Keys.bytes(i)));
    }
    LettuceFutures.awaitAll(Duration.ofSeconds(30), stored.toArray(RedisFuture[]::new));
    stored.forEach(reply -> reply.toCompletableFuture().join());
  }

  private static int gets(int from, int count, Function<byte[], RedisFuture<byte[]>> get)
      throws Exception {
    List<RedisFuture<byte[]>> replies = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      replies.add(get.apply(Keys.bytes(from + i)));
    }
    int right = 0;
    for (RedisFuture<byte[]> reply : replies) {
      right += Keys.isValue(reply.get()) ? 1 : 0;
    }
    return right;
  }

  private static int right(List<? extends KeyValue<byte[], byte[]>> replies) {
    int right = 0;
    for (KeyValue<byte[], byte[]> reply : replies) {
      right += reply.hasValue() && Keys.isValue(reply.getValue()) ? 1 : 0;
    }
    return right;
  }

  private static byte[][] keys(int from, int count) {
    return Keys.bytes(from, count).toArray(byte[][]::new);
  }

  private static RedisURI uri(Address address) {
    return RedisURI.create(address.host(), address.port());
  }
}
