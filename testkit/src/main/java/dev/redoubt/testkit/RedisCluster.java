// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A Redis cluster. All methods may be called from any thread, but one change of the cluster at a
 * time.
 *
 * <p>Methods that tell who serves what wait up to 60 s until all running nodes agree on it.
 */
public final class RedisCluster implements AutoCloseable {
  private final Options options;
  private final Servers servers;

  private RedisCluster(Options options, Servers servers) {
    this.options = options;
    this.servers = servers;
  }

  /** Starts a cluster and returns when every node sees all of it. */
  public static RedisCluster start(int masters, int replicasOfEach) {
    return builder().masters(masters).replicas(replicasOfEach).start();
  }

  /** The options of a cluster. */
  public static RedisClusterBuilder builder() {
    return new RedisClusterBuilder();
  }

  static RedisCluster start(
      Options options, List<String> lines, int masters, int replicas, Servers servers) {
    for (int i = 0; i < masters * (1 + replicas); i++) {
      servers.start(options.replicating(lines), options.password());
    }
    new ClusterFormation(options, servers).form(masters, replicas);
    return new RedisCluster(options, servers);
  }

  /** All servers in the order of their start, whatever their role and state. */
  public List<RedisServer> servers() {
    return servers.all();
  }

  /** A URL of each server, for use as seeds; with TLS if the cluster was started with it. */
  public List<String> urls() {
    return servers.all().stream()
        .map(server ->
            options.advertisedPort(server) == server.port() ? server.url() : server.tlsUrl())
        .toList();
  }

  /**
   * The servers that own slots, in the order of their first slots; a dead one until a replica has
   * replaced it.
   */
  public List<RedisServer> masters() {
    return view().masters().stream().map(servers::onPort).toList();
  }

  /** The replicas of a master that the cluster does not take for dead. */
  public List<RedisServer> replicasOf(RedisServer master) {
    return view().replicasOf(options.advertisedPort(master)).stream()
        .map(servers::onPort)
        .toList();
  }

  /** The server that owns a slot, from 0 to 16383. */
  public RedisServer masterOf(int slot) {
    return servers.onPort(view().masterOf(slot));
  }

  /** The slot of a key, from 0 to 16383. */
  public int slotOf(String key) {
    return Integer.parseInt(String.valueOf(running().get(0).command("CLUSTER", "KEYSLOT", key)));
  }

  /**
   * Waits until all running nodes say that the cluster is up and name the same master for every
   * slot.
   *
   * @throws AssertionError if that is not so within the limit
   */
  public void awaitAgreement(Duration limit) {
    Servers.await(limit, "all running nodes agree on the slots", () -> agreed().isPresent());
  }

  /**
   * Waits until all running nodes agree that a slot has another master than that one, and returns
   * it.
   */
  public RedisServer masterOtherThan(RedisServer former, int slot, Duration limit) {
    long port = options.advertisedPort(former);
    Servers.await(
        limit,
        "slot " + slot + " has another master than " + former,
        () -> agreed().filter(view -> view.masterOf(slot) != port).isPresent());
    return masterOf(slot);
  }

  private SlotMap view() {
    awaitAgreement(Servers.PATIENCE);
    return agreed().orElseThrow();
  }

  private Optional<SlotMap> agreed() {
    if (!running().stream().allMatch(ClusterFormation::isOk)) {
      return Optional.empty();
    }
    List<SlotMap> views = running().stream().map(SlotMap::of).toList();
    return views.stream().allMatch(views.get(0)::agreesWith)
        ? Optional.of(views.get(0))
        : Optional.empty();
  }

  private List<RedisServer> running() {
    return servers.running();
  }

  /**
   * Makes a replica the master of its master's slots ({@code CLUSTER FAILOVER}, with {@code FORCE}
   * if the master is not running), and waits until all running nodes know. A running former master
   * becomes its replica.
   *
   * @throws IllegalArgumentException if it is no replica of a master with slots
   */
  public void failOver(RedisServer replica) {
    SlotMap before = view();
    long port = options.advertisedPort(replica);
    SlotMap.Range range = before.ranges().stream()
        .filter(candidate -> candidate.replicas().contains(port))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(replica + " is no replica"));
    if (servers.onPort(range.master()).isRunning()) {
      replica.command("CLUSTER", "FAILOVER");
    } else {
      replica.command("CLUSTER", "FAILOVER", "FORCE");
    }
    Servers.await(
        Servers.PATIENCE,
        replica + " is the master of slot " + range.from(),
        () -> agreed().filter(view -> view.masterOf(range.from()) == port).isPresent());
  }

  /**
   * Moves a slot with its keys to another master while the cluster is at work, and waits until all
   * nodes know.
   */
  public void migrateSlot(int slot, RedisServer target) {
    beginMigration(slot, target).finish();
  }

  /**
   * Begins to move a slot and moves nothing yet. The slot's keys are at home in two places until it
   * is finished.
   */
  public SlotMigration beginMigration(int slot, RedisServer target) {
    SlotMigration migration =
        new SlotMigration(this, slot, masterOf(slot), target, options.advertisedPort(target));
    migration.begin();
    return migration;
  }

  /** Ends all servers. */
  @Override
  public void close() {
    servers.close();
  }
}
