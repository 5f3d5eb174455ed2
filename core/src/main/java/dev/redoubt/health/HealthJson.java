// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes a report as JSON. */
final class HealthJson {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private HealthJson() {}

  static String write(HealthReport report) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("status", report.status().name());
    root.put("time", report.time().toString());
    ObjectNode components = root.putObject("components");
    report.components().forEach((name, health) -> write(health, components.putObject(name)));
    return root.toString();
  }

  private static void write(ComponentHealth health, ObjectNode to) {
    to.put("status", health.status().name());
    ObjectNode details = to.putObject("details");
    details.put("reason", health.reason());
    ObjectNode checks = MAPPER.createObjectNode();
    health.findings().forEach(finding -> write(finding, checks));
    if (!checks.isEmpty()) {
      details.set("checks", checks);
    }
    health.details().forEach((name, detail) -> details.set(name, MAPPER.valueToTree(detail)));
  }

  private static void write(Finding finding, ObjectNode to) {
    ObjectNode check = to.withObjectProperty(finding.subject()).putObject(finding.measure());
    check.put("status", finding.status().name());
    check.put("value", finding.value());
    if (!finding.threshold().isEmpty()) {
      check.put("threshold", finding.threshold());
    }
    check.put("reason", finding.reason());
  }
}
