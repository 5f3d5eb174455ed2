// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How one component is.
 *
 * @param status how well it is
 * @param reason why, in one sentence
 * @param findings every measure of every part that was looked at, good ones too
 * @param details further facts by name, such as the readings of its nodes: texts, numbers, records
 *     and maps of these
 */
public record ComponentHealth(
    HealthStatus status, String reason, List<Finding> findings, Map<String, Object> details) {
  public ComponentHealth {
    findings = List.copyOf(findings);
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  /** A component without findings. */
  public static ComponentHealth of(HealthStatus status, String reason) {
    return new ComponentHealth(status, reason, List.of(), Map.of());
  }

  /** A component that works as long as one of the things it is about does. */
  static ComponentHealth ofParts(List<Finding> findings, Map<String, Object> details) {
    Map<String, List<Finding>> bySubject =
        findings.stream().collect(Collectors.groupingBy(Finding::subject));
    List<HealthStatus> parts = bySubject.values().stream()
        .map(one -> HealthStatus.worstOf(statuses(one)))
        .toList();
    return of(HealthStatus.ofParts(parts), findings, details);
  }

  /** A component that is as bad as its worst finding. */
  static ComponentHealth worstOf(List<Finding> findings, Map<String, Object> details) {
    return of(HealthStatus.worstOf(statuses(findings)), findings, details);
  }

  private static List<HealthStatus> statuses(List<Finding> findings) {
    return findings.stream().map(Finding::status).toList();
  }

  private static ComponentHealth of(
      HealthStatus status, List<Finding> findings, Map<String, Object> details) {
    return new ComponentHealth(status, Reasons.of(findings), findings, details);
  }
}
