// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import dev.redoubt.HostAndPort;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One node's view of its cluster: its replies to CLUSTER INFO and CLUSTER NODES.
 *
 * @param witness the node that was asked
 * @param ok whether it says that the cluster serves
 * @param epoch how new its view is
 * @param slots the slots by their state
 * @param nodes all nodes that it knows and that have an address
 * @param masterOf the master of each replica, by address
 * @see <a href="https://redis.io/docs/latest/commands/cluster-nodes/">Redis: CLUSTER NODES</a>
 */
record ClusterText(
    String witness,
    boolean ok,
    long epoch,
    ClusterSlots slots,
    List<ClusterNodeReading> nodes,
    Map<String, String> masterOf) {
  private static final int SLOTS = 16_384;

  /** Id, address, flags, master, ping, pong, epoch, link, and then the slots. */
  private static final int FIRST_SLOT = 8;

  static ClusterText parse(String witness, Fields state, String text) {
    Map<String, String> addressOf = new HashMap<>();
    Map<String, String> masterIdOf = new HashMap<>();
    List<ClusterNodeReading> nodes = new ArrayList<>();
    for (String line : text.lines().toList()) {
      String[] parts = line.split(" ", -1);
      String address = parts.length < FIRST_SLOT ? "" : address(parts[1], witness);
      if (!address.isEmpty()) {
        addressOf.put(parts[0], address);
        masterIdOf.put(address, parts[3]);
        nodes.add(node(address, parts));
      }
    }
    nodes.sort(Comparator.comparing(ClusterNodeReading::node));
    Map<String, String> masterOf = new HashMap<>();
    masterIdOf.forEach((address, id) -> {
      String master = addressOf.get(id);
      if (master != null) {
        masterOf.put(address, master);
      }
    });
    boolean ok = state.text("cluster_state").equals("ok");
    return new ClusterText(
        witness, ok, state.number("cluster_current_epoch"), slots(nodes), nodes, masterOf);
  }

  /** Redis writes {@code ip:port@busport,hostname}; its own ip may be missing. */
  private static String address(String field, String witness) {
    String plain = field.split("[@,]", 2)[0];
    int colon = plain.lastIndexOf(':');
    if (colon < 0 || plain.endsWith(":0")) {
      return "";
    }
    String host = plain.substring(0, colon);
    String known = host.isEmpty() ? HostAndPort.parse(witness, 1).host() : host;
    return new HostAndPort(known, Integer.parseInt(plain.substring(colon + 1))).toString();
  }

  private static ClusterNodeReading node(String address, String[] parts) {
    Set<String> flags = Set.of(parts[2].split(",", -1));
    boolean self = flags.contains("myself");
    int slots = 0;
    for (int i = FIRST_SLOT; i < parts.length; i++) {
      slots += slots(parts[i]);
    }
    NodeRole role = flags.contains("master") ? NodeRole.MASTER : NodeRole.REPLICA;
    boolean linked = self || parts[FIRST_SLOT - 1].equals("connected");
    return new ClusterNodeReading(address, role, state(flags), linked, flags, slots);
  }

  private static ClusterNodeState state(Set<String> flags) {
    if (flags.contains("fail")) {
      return ClusterNodeState.FAILING;
    }
    if (flags.contains("fail?")) {
      return ClusterNodeState.SUSPECTED;
    }
    return flags.contains("handshake") || flags.contains("noaddr")
        ? ClusterNodeState.JOINING
        : ClusterNodeState.OK;
  }

  /** {@code 5} or {@code 0-99}; in brackets stand slots on their way to or from another node. */
  private static int slots(String range) {
    if (range.isEmpty() || range.startsWith("[")) {
      return 0;
    }
    int dash = range.indexOf('-');
    return dash < 0
        ? 1
        : Integer.parseInt(range.substring(dash + 1))
            - Integer.parseInt(range.substring(0, dash))
            + 1;
  }

  private static ClusterSlots slots(List<ClusterNodeReading> nodes) {
    int ok = 0;
    int suspected = 0;
    int failing = 0;
    for (ClusterNodeReading node : nodes) {
      switch (node.state()) {
        case OK, JOINING -> ok += node.slots();
        case SUSPECTED -> suspected += node.slots();
        case FAILING -> failing += node.slots();
      }
    }
    return new ClusterSlots(ok, suspected, failing, SLOTS - ok - suspected - failing);
  }

  ClusterReading reading() {
    return new ClusterReading(ok, slots, nodes);
  }

  /** How many nodes it sees well: a node that is cut off sees few. */
  long linked() {
    return nodes.stream()
        .filter(node -> node.linked() && node.state() == ClusterNodeState.OK)
        .count();
  }
}
