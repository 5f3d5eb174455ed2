// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import java.util.ArrayList;
import java.util.List;

/** Whether all slots are served, and what the cluster's nodes think of each other. */
final class ClusterHealth {
  private static final String CLUSTER = "cluster";
  private static final int SLOTS = 16_384;

  private ClusterHealth() {}

  /** No findings where there is no cluster. */
  static List<Finding> judge(Round round, boolean expected) {
    List<Finding> findings = new ArrayList<>();
    if (round.view().isEmpty()) {
      if (expected) {
        round
            .masters()
            .forEach(look -> findings.add(Unread.finding(look, "view", Question.CLUSTER_NODES)));
      }
      return findings;
    }
    ClusterText best = round.view().get();
    findings.add(slots(best.slots()));
    round.views().forEach(view -> findings.add(view(view)));
    best.nodes().forEach(node -> findings.add(node(node)));
    return findings;
  }

  private static Finding slots(ClusterSlots slots) {
    String value = slots.ok() + " ok, " + slots.suspected() + " suspected, " + slots.failing()
        + " failing, " + slots.uncovered() + " uncovered";
    int lost = slots.failing() + slots.uncovered();
    String reason = lost > 0
        ? lost + " slots are not served"
        : slots.suspected() > 0
            ? slots.suspected() + " slots are of a node that may be failing"
            : "all slots are served";
    HealthStatus status = lost > 0
        ? HealthStatus.DOWN
        : slots.suspected() > 0 ? HealthStatus.DEGRADED : HealthStatus.UP;
    return new Finding(CLUSTER, "slots", status, value, SLOTS + " ok", reason);
  }

  private static Finding view(ClusterText view) {
    return view.ok()
        ? Gauge.up(view.witness(), "view", "ok", "finds the cluster well")
        : new Finding(
            view.witness(), "view", HealthStatus.DEGRADED, "fail", "ok", "finds the cluster down");
  }

  private static Finding node(ClusterNodeReading node) {
    String value = String.join(",", node.flags().stream().sorted().toList()) + ", "
        + (node.linked() ? "linked" : "not linked") + ", " + node.slots() + " slots";
    String reason = switch (node.state()) {
      case OK -> node.linked() ? "is well" : "is not connected to the others";
      case SUSPECTED -> "may be failing: some node does not reach it";
      case FAILING -> "has failed: most masters do not reach it";
      case JOINING -> "is being introduced";
    };
    boolean well = node.state() == ClusterNodeState.OK && node.linked();
    return new Finding(
        node.node(),
        "state",
        well ? HealthStatus.UP : HealthStatus.DEGRADED,
        value,
        "ok, linked",
        reason);
  }
}
