// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Where Redis is and how its processes work together. */
public sealed interface Topology {

  /**
   * One server, or a fixed master.
   *
   * @param node its address
   */
  record Standalone(HostAndPort node) implements Topology {
    public Standalone {
      Objects.requireNonNull(node, "node");
    }
  }

  /**
   * A master that Sentinel names and replaces.
   *
   * @param masterName the name under which the sentinels watch it
   * @param sentinels the sentinels' addresses, at least one
   * @param credentials what the sentinels themselves ask for; empty when they ask for nothing
   */
  record Sentinel(String masterName, List<HostAndPort> sentinels, Optional<Credentials> credentials)
      implements Topology {
    public Sentinel {
      if (masterName.isBlank()) {
        throw new IllegalArgumentException("the master's name for Sentinel is empty");
      }
      sentinels = nonEmpty("sentinels", sentinels);
      Objects.requireNonNull(credentials, "credentials");
    }
  }

  /**
   * A Redis Cluster.
   *
   * @param seeds addresses to learn the cluster's nodes from, at least one
   */
  record Cluster(List<HostAndPort> seeds) implements Topology {
    public Cluster {
      seeds = nonEmpty("seeds", seeds);
    }
  }

  private static List<HostAndPort> nonEmpty(String name, List<HostAndPort> nodes) {
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException(name + " is empty: at least one host is needed");
    }
    return List.copyOf(nodes);
  }
}
