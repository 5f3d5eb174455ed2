// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redoubt.testkit.RedisCluster;
import dev.redoubt.testkit.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.codec.ByteArrayCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What the death of a master does to whoever shares the processors with a client that notices it:
 * plain connections of Lettuce to each of the other masters, which know of no cluster.
 */
final class ShardLossControl implements AutoCloseable {
  private final RedisClient client = RedisClient.create();
  private final List<RedisCommands<byte[], byte[]>> commands = new ArrayList<>();
  private final int[] owners = new int[SlotHash.SLOT_COUNT];

  ShardLossControl(RedisCluster cluster, RedisServer victim) {
    List<RedisServer> living =
        cluster.masters().stream().filter(master -> master != victim).toList();
    for (RedisServer master : living) {
      RedisURI uri = RedisURI.create(master.host(), master.port());
      commands.add(client.connect(ByteArrayCodec.INSTANCE, uri).sync());
    }
    for (int slot = 0; slot < owners.length; slot++) {
      owners[slot] = living.indexOf(cluster.masterOf(slot));
    }
  }

  /** The bytes under a key of Redis, which must be there. */
  byte[] get(String redisKey) {
    byte[] key = redisKey.getBytes(UTF_8);
    return Objects.requireNonNull(commands.get(owners[SlotHash.getSlot(key)]).get(key));
  }

  @Override
  public void close() {
    client.close();
  }
}
