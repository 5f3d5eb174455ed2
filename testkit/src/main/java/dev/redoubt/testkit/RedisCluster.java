// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A Redis cluster. All methods may be called from any thread, but one change of the cluster at a
 * time.
 *
 * <p>Methods that tell who serves what wait up to 60 s until all running nodes agree on it.
 */
public final class RedisCluster implements AutoCloseable {
  private static final long REQUEST_NANOS = Duration.ofSeconds(6).toNanos();

  private final Options options;
  private final Servers servers;
  private final Map<String, RedisServer> byId = new LinkedHashMap<>();

  private RedisCluster(Options options, Servers servers) {
    this.options = options;
    this.servers = servers;
    servers.all().forEach(server -> byId.put(ClusterFormation.id(server), server));
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
      servers.startForClients(options.replicating(lines));
    }
    new ClusterFormation(options, servers).form(masters, replicas);
    return new RedisCluster(options, servers);
  }

  /** All servers in the order of their start, whatever their role and state. */
  public List<RedisServer> servers() {
    return servers.all();
  }

  /**
   * A URL of each server, for use as seeds; with TLS and to the proxies if the cluster was started
   * with them.
   */
  public List<String> urls() {
    String scheme = options.hasTls() ? "rediss" : "redis";
    return servers.all().stream()
        .map(server -> server.url(scheme, servers.advertisedPort(server)))
        .toList();
  }

  /**
   * The proxy in front of a server.
   *
   * @throws IllegalStateException if the cluster was started without
   *     {@link RedisClusterBuilder#proxied}
   */
  public FaultProxy proxyOf(RedisServer server) {
    return servers.proxyOf(server);
  }

  /**
   * The servers that own slots, in the order of their first slots; a dead one until a replica has
   * replaced it.
   */
  public List<RedisServer> masters() {
    return servers(view().masters());
  }

  /** The replicas of a master that the cluster does not take for dead. */
  public List<RedisServer> replicasOf(RedisServer master) {
    return servers(view().replicasOf(idOf(master)));
  }

  /**
   * The server that owns a slot, from 0 to 16383.
   *
   * @throws IllegalStateException if nobody does
   */
  public RedisServer masterOf(int slot) {
    return server(view().masterOf(slot));
  }

  /** The slot of a key, from 0 to 16383. */
  public int slotOf(String key) {
    return Integer.parseInt(
        String.valueOf(servers.running().get(0).command("CLUSTER", "KEYSLOT", key)));
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
    String id = idOf(former);
    Servers.await(
        limit,
        "slot " + slot + " has another master than " + former,
        () -> agreed().filter(view -> !view.masterOf(slot).equals(id)).isPresent());
    return masterOf(slot);
  }

  private SlotMap view() {
    awaitAgreement(Servers.PATIENCE);
    return agreed().orElseThrow();
  }

  private Optional<SlotMap> agreed() {
    List<RedisServer> running = servers.running();
    if (running.isEmpty() || !running.stream().allMatch(ClusterFormation::isOk)) {
      return Optional.empty();
    }
    List<SlotMap> views = running.stream().map(SlotMap::of).toList();
    SlotMap first = views.get(0);
    return views.stream().allMatch(view -> view.ranges().equals(first.ranges()))
        ? Optional.of(first)
        : Optional.empty();
  }

  private List<RedisServer> servers(List<String> ids) {
    return ids.stream().map(this::server).toList();
  }

  private RedisServer server(String id) {
    RedisServer server = byId.get(id);
    if (server == null) {
      throw new IllegalStateException("node " + id + " is none of this cluster");
    }
    return server;
  }

  private String idOf(RedisServer server) {
    return byId.entrySet().stream()
        .filter(entry -> entry.getValue() == server)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(server + " is none of this cluster"));
  }

  /**
   * Makes a replica the master of its master's slots ({@code CLUSTER FAILOVER}, with {@code FORCE}
   * if the master is not running), and waits until all running nodes know. A running former master
   * becomes its replica.
   *
   * @throws IllegalArgumentException if it is no replica
   */
  public void failOver(RedisServer replica) {
    SlotMap before = view();
    String id = idOf(replica);
    String master = before.masters().stream()
        .filter(candidate -> before.replicasOf(candidate).contains(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(replica + " is no replica"));
    boolean isPlanned = server(master).isRunning();
    if (isPlanned) {
      awaitEligible(replica);
    }
    AtomicLong request = new AtomicLong(System.nanoTime());
    Servers.await(Servers.PATIENCE, replica + " has the slots of its master", () -> {
      if (System.nanoTime() - request.get() >= 0 && !Roles.isMaster(replica)) {
        // Nobody repeats a request that the master has not heard; others are given up after 5 s.
        request.addAndGet(REQUEST_NANOS);
        requestFailover(replica, isPlanned);
      }
      return agreed()
          .filter(view -> view.masters().contains(id) && !view.masters().contains(master))
          .isPresent();
    });
  }

  private static void requestFailover(RedisServer replica, boolean isPlanned) {
    if (isPlanned) {
      replica.command("CLUSTER", "FAILOVER");
    } else {
      replica.command("CLUSTER", "FAILOVER", "FORCE");
    }
  }

  /**
   * A replica that is being synchronized, such as a former master, lets the failover time out; one
   * that does not know the newest epoch, such as that of a slot just moved, wins an election that
   * does not count.
   */
  private void awaitEligible(RedisServer replica) {
    Servers.await(
        Servers.PATIENCE,
        replica + " is in sync with its master, and all nodes with each other",
        () -> replica.info("replication", "master_link_status").equals("up")
            && servers.running().stream()
                    .map(ClusterFormation::epoch)
                    .distinct()
                    .count()
                == 1);
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
        new SlotMigration(this, slot, masterOf(slot), target, options.portOf(target));
    migration.begin();
    return migration;
  }

  /** Ends all servers. */
  @Override
  public void close() {
    servers.close();
  }
}
