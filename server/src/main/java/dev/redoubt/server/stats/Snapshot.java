// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.stats;

import java.util.List;

/**
 * A look at all servers.
 *
 * @param nodes what each says of itself
 * @param sampledKeys how many keys were looked at
 * @param groups what the sample tells of the keys, the largest group first
 */
public record Snapshot(List<NodeStats> nodes, long sampledKeys, List<KeyGroup> groups) {
  public Snapshot {
    nodes = List.copyOf(nodes);
    groups = List.copyOf(groups);
  }

  /** Keys of all servers. */
  public long keys() {
    return nodes.stream().mapToLong(NodeStats::keys).sum();
  }
}
