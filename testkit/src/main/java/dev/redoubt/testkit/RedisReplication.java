// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.util.List;

/**
 * A master with replicas, and nobody who watches over them. All methods may be called from any
 * thread, but one change of roles at a time.
 */
public final class RedisReplication implements AutoCloseable {
  private final Options options;
  private final Servers servers;
  private volatile RedisServer master;

  private RedisReplication(Options options, Servers servers, RedisServer master) {
    this.options = options;
    this.servers = servers;
    this.master = master;
  }

  /** Starts a master and that many replicas, and returns when all replicas are in sync. */
  public static RedisReplication start(int replicas) {
    return builder().replicas(replicas).start();
  }

  /** The options of a master with replicas. */
  public static RedisReplicationBuilder builder() {
    return new RedisReplicationBuilder();
  }

  static RedisReplication start(Options options, int replicas, Servers servers) {
    RedisServer master = servers.start(options.replicating(List.of()), options.password());
    for (int i = 0; i < replicas; i++) {
      String replicaOf = "replicaof " + master.host() + " " + options.advertisedPort(master);
      servers.start(options.replicating(List.of(replicaOf)), options.password());
    }
    RedisReplication replication = new RedisReplication(options, servers, master);
    replication.awaitReplicas();
    return replication;
  }

  /** The master; another one after {@link #promote}. */
  public RedisServer master() {
    return master;
  }

  /** All other servers, whatever state they are in. */
  public List<RedisServer> replicas() {
    return servers.all().stream().filter(server -> server != master).toList();
  }

  /** All servers in the order of their start. */
  public List<RedisServer> servers() {
    return servers.all();
  }

  /**
   * Makes a replica the master and every running server its replica, the former master too, and
   * waits until they are in sync. Connections of clients stay open.
   */
  public void promote(RedisServer replica) {
    replica.makeWritable();
    for (RedisServer other : servers.running()) {
      if (other != replica) {
        other.command(
            "REPLICAOF", replica.host(), Integer.toString(options.advertisedPort(replica)));
      }
    }
    master = replica;
    awaitReplicas();
  }

  /** Waits until every running server but the master is an online replica of it. */
  public void awaitReplicas() {
    long expected =
        servers.running().stream().filter(server -> server != master).count();
    Servers.await(
        Servers.PATIENCE,
        expected + " replicas of " + master + " are online",
        () -> Roles.onlineReplicas(master) == expected);
  }

  /** Ends all servers. */
  @Override
  public void close() {
    servers.close();
  }
}
