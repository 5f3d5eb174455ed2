// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

import dev.redoubt.benchmarks.variants.Address;
import dev.redoubt.benchmarks.variants.Variants;
import dev.redoubt.testkit.RedisCluster;
import dev.redoubt.testkit.RedisServer;
import java.util.List;

/**
 * A real Redis, started for one table and filled with all keys.
 *
 * @param address where it listens
 * @param pids its processes
 * @param closing ends them
 */
record Redis(Address address, List<Long> pids, Runnable closing) implements AutoCloseable {
  private static final int MASTERS = 3;

  static Redis single() {
    RedisServer server = RedisServer.start();
    Redis redis = of(server, List.of(server), server::close);
    Variants.fill(redis.address);
    return redis;
  }

  static Redis cluster() {
    RedisCluster cluster = RedisCluster.start(MASTERS, 0);
    List<RedisServer> servers = cluster.servers();
    Redis redis = of(servers.get(0), servers, cluster::close);
    Variants.fillCluster(redis.address);
    return redis;
  }

  private static Redis of(RedisServer first, List<RedisServer> all, Runnable closing) {
    return new Redis(
        new Address(first.host(), first.port()),
        all.stream().map(RedisServer::pid).toList(),
        closing);
  }

  @Override
  public void close() {
    closing.run();
  }
}
