// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import dev.redoubt.HostAndPort;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Who owns which slot, put together from what several nodes say. Where they differ, the claim with
 * the higher configuration epoch is the newer one; that is the rule by which the nodes themselves
 * agree.
 *
 * @see <a
 *     href="https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-slots-configuration-propagation">
 *     Redis cluster specification: configuration propagation</a>
 */
final class ClusterView {
  private final @Nullable HostAndPort[] owners = new HostAndPort[Routes.SLOTS];
  private final long[] epochs = new long[Routes.SLOTS];
  private boolean empty = true;

  ClusterView() {
    Arrays.fill(epochs, -1);
  }

  /**
   * Adds what one node said.
   *
   * @param nodes its reply to CLUSTER NODES
   * @param asked its own address
   * @throws IllegalArgumentException when it cannot be read; then nothing is added
   */
  void add(String nodes, HostAndPort asked) {
    for (ClusterNode node : ClusterNode.parse(nodes, asked.host())) {
      if (node.isMaster()) {
        node.slots().forEach(slots -> claim(slots, node));
      }
    }
  }

  private void claim(ClusterNode.Slots slots, ClusterNode node) {
    for (int slot = slots.first(); slot <= slots.last(); slot++) {
      if (node.epoch() > epochs[slot]) {
        epochs[slot] = node.epoch();
        owners[slot] = node.address();
        empty = false;
      }
    }
  }

  boolean isEmpty() {
    return empty;
  }

  @Nullable HostAndPort owner(int slot) {
    return owners[slot];
  }
}
