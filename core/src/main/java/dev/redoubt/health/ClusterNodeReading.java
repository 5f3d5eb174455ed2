// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import java.util.Set;

/**
 * One node of a cluster as another one sees it.
 *
 * @param node its address, {@code host:port}
 * @param role what it is
 * @param state whether the cluster takes it for well
 * @param linked whether the node that was asked is connected to it
 * @param flags as Redis writes them, such as {@code master} and {@code fail?}
 * @param slots how many slots it owns
 */
public record ClusterNodeReading(
    String node,
    NodeRole role,
    ClusterNodeState state,
    boolean linked,
    Set<String> flags,
    int slots) {
  public ClusterNodeReading {
    flags = Set.copyOf(flags);
  }
}
