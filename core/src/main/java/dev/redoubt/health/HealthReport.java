// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How everything is, at one moment.
 *
 * @param status of all together: DOWN when no node can be used, DEGRADED when anything is not well
 * @param time when the servers were last asked, or when the report was made if they never were
 * @param components by name: see {@link Components}
 * @param nodes what each server said when it was last asked, by {@code host:port}; replicas too
 * @param cluster the cluster as its nodes see it, where there is one
 */
public record HealthReport(
    HealthStatus status,
    Instant time,
    Map<String, ComponentHealth> components,
    Map<String, NodeReading> nodes,
    Optional<ClusterReading> cluster) {
  public HealthReport {
    components = Collections.unmodifiableMap(new LinkedHashMap<>(components));
    nodes = Collections.unmodifiableMap(new LinkedHashMap<>(nodes));
  }

  static HealthReport of(Instant time, Map<String, ComponentHealth> components, Readings readings) {
    return new HealthReport(
        Components.whole(components), time, components, readings.nodes(), readings.cluster());
  }

  /** The one answer: whether Redis can be used, in full or in part. */
  public boolean isUsable() {
    return status == HealthStatus.UP || status == HealthStatus.DEGRADED;
  }

  /** A component; UNKNOWN if there is none of that name. */
  public ComponentHealth component(String name) {
    ComponentHealth found = components.get(name);
    return found == null
        ? ComponentHealth.of(HealthStatus.UNKNOWN, "there is no such component")
        : found;
  }

  /** The report as JSON, in the shape that users of Spring Boot's health endpoint know. */
  public String toJson() {
    return HealthJson.write(this);
  }
}
