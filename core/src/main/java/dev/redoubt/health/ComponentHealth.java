// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How one component is.
 *
 * @param status UP when all its nodes are available, DEGRADED when some are, DOWN when none is,
 *     UNKNOWN when no node is known yet
 * @param nodes its nodes by name, {@code host:port}, in their order
 */
public record ComponentHealth(HealthStatus status, Map<String, NodeHealth> nodes) {
  public ComponentHealth {
    nodes = Collections.unmodifiableMap(new LinkedHashMap<>(nodes));
  }

  static ComponentHealth of(Map<String, NodeHealth> nodes) {
    return new ComponentHealth(
        HealthStatus.ofParts(nodes.values().stream().map(NodeHealth::status).toList()), nodes);
  }
}
