// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import dev.redoubt.HealthConfig;
import dev.redoubt.Limits;
import java.util.ArrayList;
import java.util.List;

/** How far each replica is behind its master, and whether it is there at all. */
final class Replication {
  private final HealthConfig config;

  Replication(HealthConfig config) {
    this.config = config;
  }

  List<Finding> judge(Round round, Replicas replicas) {
    List<Finding> findings = new ArrayList<>();
    for (Look master : round.masters()) {
      ReplicationReading reading = master.reading().replication().orElse(null);
      if (reading == null) {
        findings.add(Unread.finding(master, "replicas", Question.REPLICATION));
        continue;
      }
      findings.add(connected(master, reading));
      for (ReplicaReading replica : reading.replicas()) {
        findings.add(link(replica, replicas.wasReached(replica.node())));
        lagBytes(replica, reading, findings);
        lagSeconds(replica, findings);
      }
    }
    return findings;
  }

  private static Finding connected(Look master, ReplicationReading reading) {
    int expected = reading.replicas().size();
    long connected =
        reading.replicas().stream().filter(ReplicaReading::connected).count();
    String value = connected + " of " + expected;
    if (!master.isAlive()) {
      return Gauge.unknown(master.node(), "replicas", "the server does not answer");
    }
    HealthStatus status = connected == expected
        ? HealthStatus.UP
        : connected == 0 ? HealthStatus.DOWN : HealthStatus.DEGRADED;
    String reason = expected == 0 ? "has no replicas" : value + " replicas are in sync";
    return new Finding(
        master.node(), "replicas", status, value, Integer.toString(expected), reason);
  }

  /** A replica that never answered us may be out of our reach for good, as in another network. */
  private static Finding link(ReplicaReading replica, boolean wasReached) {
    String node = replica.node();
    if (replica.connected() && (replica.reachable() || !wasReached)) {
      String reach = replica.reachable() ? "" : ", as its master says; it is out of our reach";
      return Gauge.up(node, "link", "connected", "is in sync" + reach);
    }
    String value = replica.connected() ? "silent" : "disconnected";
    String reason = replica.connected()
        ? "does not answer, though its master has a connection to it"
        : replica.reachable()
            ? "answers, but has no connection to its master or is not in sync"
            : "is lost: it has no connection to its master and does not answer";
    return new Finding(node, "link", HealthStatus.DEGRADED, value, "connected", reason);
  }

  private void lagBytes(ReplicaReading replica, ReplicationReading master, List<Finding> to) {
    if (replica.lagBytes().isEmpty()) {
      return;
    }
    double backlog = master.backlogBytes() == 0 ? Double.POSITIVE_INFINITY : master.backlogBytes();
    double warning = Math.min(config.lagBytes().warning(), backlog / 2);
    double critical = Math.max(warning, Math.min(config.lagBytes().critical(), backlog));
    to.add(new Gauge(replica.node(), "lag", new Limits(warning, critical), " B")
        .judge((double) replica.lagBytes().getAsLong(), "lacks"));
  }

  private void lagSeconds(ReplicaReading replica, List<Finding> to) {
    replica
        .lag()
        .ifPresent(lag -> to.add(new Gauge(replica.node(), "behind", config.lagSeconds(), " s")
            .judge(Math.round(lag.toMillis() / 100.0) / 10.0, "is behind for")));
  }
}
