// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.util.List;

/**
 * A master with replicas, and nobody who watches over them. All methods may be called from any
 * thread, but one change of roles at a time.
 */
public final class RedisReplication implements AutoCloseable {

  private final Servers servers;
  private volatile RedisServer master;

  private RedisReplication(Servers servers, RedisServer master) {
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
    RedisServer master = startOne(options, servers);
    String port = Integer.toString(servers.advertisedPort(master));
    for (int i = 0; i < replicas; i++) {
      RedisServer replica = startOne(options, servers);
      replica.command("REPLICAOF", master.host(), port);
      replica.addToConfiguration("replicaof " + master.host() + " " + port);
    }
    RedisReplication replication = new RedisReplication(servers, master);
    replication.awaitReplicas();
    return replication;
  }

  private static RedisServer startOne(Options options, Servers servers) {
    RedisServer server = servers.startForClients(options.replicating());
    if (options.isProxied()) {
      server.configure("replica-announce-port", Integer.toString(servers.advertisedPort(server)));
    }
    return server;
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
   * The proxy in front of a server.
   *
   * @throws IllegalStateException if it was started without {@link RedisReplicationBuilder#proxied}
   */
  public FaultProxy proxyOf(RedisServer server) {
    return servers.proxyOf(server);
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
            "REPLICAOF", replica.host(), Integer.toString(servers.advertisedPort(replica)));
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
