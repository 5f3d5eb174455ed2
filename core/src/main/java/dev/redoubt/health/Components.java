// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The names of the components that every report has, and how they make up the whole. */
public final class Components {
  /** Whether the masters answer PING and take writes. */
  public static final String AVAILABILITY = "availability";
  /** The client's connection to each node. */
  public static final String CONNECTIONS = "connections";
  /** The breaker of each node. */
  public static final String BREAKERS = "breakers";
  /** How long PING and the application's own commands take. */
  public static final String LATENCY = "latency";
  /** Memory in use, its limit, fragmentation, evictions. */
  public static final String MEMORY = "memory";
  /** The replicas of each master and how far they lag behind. */
  public static final String REPLICATION = "replication";
  /** The cluster's slots and nodes; only on a cluster. */
  public static final String CLUSTER = "cluster";
  /** Clients connected, blocked and rejected. */
  public static final String CLIENTS = "clients";
  /** Loading and saving of data. */
  public static final String PERSISTENCE = "persistence";
  /** What the tiers of the caches deliver. */
  public static final String CACHES = "caches";
  /** Settings of Redis and of this JVM that are known to hurt. */
  public static final String CONFIGURATION = "configuration";

  /** Without one of these nothing can be used. */
  private static final Set<String> VITAL = Set.of(AVAILABILITY, CONNECTIONS, BREAKERS);

  private Components() {}

  /** Whether a component follows the client at every moment, and not the polls. */
  static boolean isLive(String name) {
    return name.equals(CONNECTIONS) || name.equals(BREAKERS);
  }

  /**
   * DOWN when every node is down in one vital component or another, UNKNOWN when no node is known,
   * DEGRADED when any component is not well, else UP. A component of which nothing is known takes
   * nothing away.
   */
  static HealthStatus whole(Map<String, ComponentHealth> components) {
    Set<String> nodes = subjects(components, CONNECTIONS, finding -> true);
    if (nodes.isEmpty()) {
      return HealthStatus.UNKNOWN;
    }
    Set<String> unusable = new HashSet<>();
    VITAL.forEach(
        name -> unusable.addAll(subjects(components, name, f -> f.status() == HealthStatus.DOWN)));
    if (unusable.containsAll(nodes)) {
      return HealthStatus.DOWN;
    }
    boolean well = components.values().stream()
        .allMatch(one -> one.status() == HealthStatus.UP || one.status() == HealthStatus.UNKNOWN);
    return well ? HealthStatus.UP : HealthStatus.DEGRADED;
  }

  private static Set<String> subjects(
      Map<String, ComponentHealth> components, String name, Predicate<Finding> which) {
    ComponentHealth component = components.get(name);
    return component == null
        ? Set.of()
        : component.findings().stream()
            .filter(which)
            .map(Finding::subject)
            .collect(Collectors.toSet());
  }
}
