// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How everything is, at one moment.
 *
 * @param status of all components together
 * @param components by name; {@code redis} is always there
 */
public record HealthReport(HealthStatus status, Map<String, ComponentHealth> components) {
  public HealthReport {
    components = Collections.unmodifiableMap(new LinkedHashMap<>(components));
  }

  static HealthReport of(Map<String, ComponentHealth> components) {
    return new HealthReport(
        HealthStatus.ofParts(
            components.values().stream().map(ComponentHealth::status).toList()),
        components);
  }

  /** The report as JSON, in the shape that users of Spring Boot's health endpoint know. */
  public String toJson() {
    return HealthJson.write(this);
  }
}
