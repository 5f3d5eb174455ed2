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
  static final HealthReport NOTHING =
      new HealthReport(HealthStatus.UNKNOWN, Instant.EPOCH, Map.of(), Map.of(), Optional.empty());

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

  boolean sameStatuses(HealthReport other) {
    return status == other.status && statuses().equals(other.statuses());
  }

  private Map<String, HealthStatus> statuses() {
    Map<String, HealthStatus> statuses = new LinkedHashMap<>();
    components.forEach((name, component) -> statuses.put(name, component.status()));
    return statuses;
  }

  /** The same without what only the servers can tell, which is too old. */
  HealthReport outdated(long seconds) {
    Map<String, ComponentHealth> known = new LinkedHashMap<>();
    components.forEach((name, component) -> known.put(
        name,
        Components.isLive(name)
            ? component
            : ComponentHealth.of(
                HealthStatus.UNKNOWN, "the servers were last asked " + seconds + " s ago")));
    return new HealthReport(Components.whole(known), time, known, Map.of(), Optional.empty());
  }

  /** The report as JSON, in the shape that users of Spring Boot's health endpoint know. */
  public String toJson() {
    return HealthJson.write(this);
  }
}
