// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import dev.redoubt.HostAndPort;
import dev.redoubt.client.ClusterNode;
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

  /** @throws IllegalArgumentException when the text is not a reply to CLUSTER NODES */
  static ClusterText parse(String witness, Fields state, String text) {
    Map<String, String> addressOf = new HashMap<>();
    Map<String, String> masterIdOf = new HashMap<>();
    List<ClusterNodeReading> nodes = new ArrayList<>();
    for (ClusterNode node :
        ClusterNode.parse(text, HostAndPort.parse(witness, 1).host())) {
      String address = node.address().toString();
      addressOf.put(node.id(), address);
      masterIdOf.put(address, node.masterId());
      nodes.add(reading(address, node));
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

  private static ClusterNodeReading reading(String address, ClusterNode node) {
    return new ClusterNodeReading(
        address,
        node.isMaster() ? NodeRole.MASTER : NodeRole.REPLICA,
        state(node.flags()),
        node.linked(),
        node.flags(),
        node.slots().stream().mapToInt(ClusterNode.Slots::count).sum());
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
