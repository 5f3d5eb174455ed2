// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes a cluster of single servers, in the way that redis-cli does. */
final class ClusterFormation {
  private final Options options;
  private final Servers servers;

  ClusterFormation(Options options, Servers servers) {
    this.options = options;
    this.servers = servers;
  }

  /** Lines of redis.conf that make a server a cluster node. */
  static List<String> lines(Duration nodeTimeout, boolean fullCoverage) {
    return List.of(
        "cluster-enabled yes",
        "cluster-node-timeout " + nodeTimeout.toMillis(),
        "cluster-require-full-coverage " + (fullCoverage ? "yes" : "no"),
        // A replica may always take over, and stays with its master.
        "cluster-replica-validity-factor 0",
        "cluster-allow-replica-migration no");
  }

  /** Forms the cluster; the servers are the masters followed by each one's replicas in turn. */
  void form(int masters, int replicas) {
    List<RedisServer> all = servers.all();
    if (options.isProxied()) {
      all.forEach(this::announceProxy);
    }
    for (int i = 0; i < masters; i++) {
      all.get(i).command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
      addSlots(all.get(i), SlotMap.SLOTS * i / masters, SlotMap.SLOTS * (i + 1) / masters);
    }
    introduceAll(all);
    for (int i = masters; i < all.size(); i++) {
      String master = id(all.get((i - masters) / replicas));
      all.get(i).command("CLUSTER", "REPLICATE", master);
    }
    Servers.await(
        Servers.PATIENCE, "all nodes see the whole cluster", () -> isComplete(masters, replicas));
  }

  /**
   * Only clients and replication go through the proxy; the bus must be told to stay where it is.
   * Redis 6.2 learns its own address only when it starts.
   */
  private void announceProxy(RedisServer node) {
    String directive = options.hasTls() ? "cluster-announce-tls-port " : "cluster-announce-port ";
    node.addToConfiguration(directive + servers.advertisedPort(node));
    node.addToConfiguration("cluster-announce-bus-port " + busPort(node));
    node.restart();
  }

  private String busPort(RedisServer node) {
    return Integer.toString(options.portOf(node) + Ports.BUS_OFFSET);
  }

  /** Redis 6.2 has no ADDSLOTSRANGE. */
  private static void addSlots(RedisServer master, int from, int to) {
    Stream<String> slots = IntStream.range(from, to).mapToObj(Integer::toString);
    master.command(Stream.concat(Stream.of("CLUSTER", "ADDSLOTS"), slots).toArray(String[]::new));
  }

  /** Introducing every pair is faster than waiting for gossip. */
  private void introduceAll(List<RedisServer> all) {
    for (RedisServer one : all) {
      for (RedisServer other : all.subList(all.indexOf(one) + 1, all.size())) {
        String port = Integer.toString(servers.advertisedPort(other));
        one.command("CLUSTER", "MEET", other.host(), port, busPort(other));
      }
    }
    Servers.await(
        Servers.PATIENCE,
        "all nodes know each other",
        () -> all.stream().allMatch(node -> acquaintances(node) == all.size()));
  }

  private static long acquaintances(RedisServer node) {
    return String.valueOf(node.command("CLUSTER", "NODES"))
        .lines()
        .filter(line -> !line.contains("handshake"))
        .count();
  }

  static String id(RedisServer node) {
    return String.valueOf(node.command("CLUSTER", "MYID"));
  }

  private boolean isComplete(int masters, int replicas) {
    List<SlotMap> views = new ArrayList<>();
    for (RedisServer node : servers.all()) {
      if (!isOk(node)) {
        return false;
      }
      views.add(SlotMap.of(node));
    }
    SlotMap first = views.get(0);
    boolean complete =
        first.masters().stream().allMatch(master -> first.replicasOf(master).size() == replicas);
    return complete
        && first.masters().size() == masters
        && views.stream().allMatch(first::equals)
        && areInSync();
  }

  static boolean isOk(RedisServer node) {
    return String.valueOf(node.command("CLUSTER", "INFO")).contains("cluster_state:ok");
  }

  /** The epoch from which a node counts on. */
  static String epoch(RedisServer node) {
    return String.valueOf(node.command("CLUSTER", "INFO"))
        .lines()
        .filter(line -> line.startsWith("cluster_current_epoch:"))
        .findFirst()
        .orElse("");
  }

  private boolean areInSync() {
    return servers.all().stream()
        .allMatch(node -> Roles.isMaster(node)
            || node.info("replication", "master_link_status").equals("up"));
  }
}
