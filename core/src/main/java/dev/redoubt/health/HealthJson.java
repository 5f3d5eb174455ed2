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
    ObjectNode components = root.putObject("components");
    report.components().forEach((name, health) -> write(health, components.putObject(name)));
    return root.toString();
  }

  private static void write(ComponentHealth health, ObjectNode to) {
    to.put("status", health.status().name());
    ObjectNode nodes = to.putObject("details").putObject("nodes");
    health.nodes().forEach((name, node) -> write(node, nodes.putObject(name)));
  }

  private static void write(NodeHealth health, ObjectNode to) {
    to.put("status", health.status().name());
    to.put("connection", health.connection().toString());
    to.put("breaker", health.breaker().toString());
    to.put("since", health.since().toString());
    to.put("reason", health.reason());
  }
}
