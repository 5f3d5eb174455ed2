// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import java.util.List;

/**
 * A cluster as the best connected of its masters sees it, from {@code CLUSTER INFO} and
 * {@code CLUSTER NODES}.
 *
 * @param ok whether it says that it serves
 * @param slots the slots by their state; there are 16384
 * @param nodes all nodes that it knows, in the order of their addresses
 */
public record ClusterReading(boolean ok, ClusterSlots slots, List<ClusterNodeReading> nodes) {
  public ClusterReading {
    nodes = List.copyOf(nodes);
  }
}
