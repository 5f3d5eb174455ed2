// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import java.util.Map;
import java.util.Optional;

/** What the servers said in one round, and the cluster as they see it together. */
record Readings(Map<String, NodeReading> nodes, Optional<ClusterReading> cluster) {
  static final Readings NONE = new Readings(Map.of(), Optional.empty());
}
