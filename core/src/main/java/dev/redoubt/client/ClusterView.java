// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import dev.redoubt.HostAndPort;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.models.partitions.ClusterPartitionParser;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.util.Arrays;
import java.util.regex.Pattern;
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
  /** A node that does not know its own address yet leaves the host out. */
  private static final Pattern NO_HOST = Pattern.compile("(?m)^(\\S+) :(\\d+)");

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
   */
  void add(String nodes, HostAndPort asked) {
    String complete = NO_HOST.matcher(nodes).replaceAll("$1 " + asked.host() + ":$2");
    for (RedisClusterNode node : ClusterPartitionParser.parse(complete)) {
      if (node.is(RedisClusterNode.NodeFlag.UPSTREAM)) {
        add(node);
      }
    }
  }

  private void add(RedisClusterNode node) {
    RedisURI uri = node.getUri();
    if (uri == null || uri.getHost() == null || node.is(RedisClusterNode.NodeFlag.NOADDR)) {
      return;
    }
    HostAndPort address = new HostAndPort(uri.getHost(), uri.getPort());
    node.forEachSlot(slot -> {
      if (node.getConfigEpoch() > epochs[slot]) {
        epochs[slot] = node.getConfigEpoch();
        owners[slot] = address;
        empty = false;
      }
    });
  }

  boolean isEmpty() {
    return empty;
  }

  @Nullable HostAndPort owner(int slot) {
    return owners[slot];
  }
}
