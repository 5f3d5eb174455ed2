// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import dev.redoubt.client.SideReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether each master answers, takes writes, and is the only master of its data. */
final class Availability {
  private Availability() {}

  static List<Finding> judge(Round round, Map<String, Traffic.Window> traffic) {
    List<Finding> findings = new ArrayList<>();
    for (Look look : round.masters()) {
      findings.add(ping(look, traffic.getOrDefault(look.node(), Traffic.Window.NOTHING)));
      if (look.isAlive()) {
        findings.add(write(look));
        findings.add(role(look));
        findings.add(masters(look, round));
      }
    }
    return findings;
  }

  /** While the application's own commands are answered, a lost poll is not yet an outage. */
  private static Finding ping(Look look, Traffic.Window traffic) {
    if (look.isAlive()) {
      String took = Gauge.number(Gauge.millis(look.answers().to(Question.PING).took())) + " ms";
      return Gauge.up(look.node(), "ping", took, "answers");
    }
    String problem = look.answers().to(Question.PING).problem();
    boolean serves = traffic.succeeded() > 0;
    return new Finding(
        look.node(),
        "ping",
        serves ? HealthStatus.DEGRADED : HealthStatus.DOWN,
        problem,
        "an answer in time",
        "does not answer PING: " + problem + (serves ? "; but answers other commands" : ""));
  }

  private static Finding write(Look look) {
    SideReply write = look.answers().to(Question.WRITE);
    if (write.isForbidden()) {
      return Unread.finding(look, "write", Question.WRITE);
    }
    if (write.isAnswered() && write.value() != null) {
      return Gauge.up(look.node(), "write", "accepted", "takes writes");
    }
    return switch (write.code()) {
      // The slot has just moved to another node.
      case "MOVED", "ASK", "TRYAGAIN" ->
        Gauge.up(look.node(), "write", "redirected", "the slot is moving");
      case "" -> Gauge.unknown(look.node(), "write", "owns no slot that could be written to");
      case "READONLY", "CLUSTERDOWN" -> refused(look, HealthStatus.DOWN, write);
      default -> refused(look, HealthStatus.DEGRADED, write);
    };
  }

  private static Finding refused(Look look, HealthStatus status, SideReply write) {
    return new Finding(
        look.node(),
        "write",
        status,
        write.code(),
        "accepted",
        "refuses writes: " + write.problem());
  }

  private static Finding role(Look look) {
    NodeRole role = look.reading().role();
    return switch (role) {
      case MASTER -> Gauge.up(look.node(), "role", "master", "is a master");
      case REPLICA ->
        new Finding(
            look.node(), "role", HealthStatus.DOWN, "replica", "master", "has become a replica");
      case UNKNOWN -> Unread.finding(look, "role", Question.ROLE);
    };
  }

  /** A replica that was made a master while the old one lives: two of them take writes. */
  private static Finding masters(Look look, Round round) {
    List<String> usurpers = look.reading().replication().stream()
        .flatMap(replication -> replication.replicas().stream())
        .map(ReplicaReading::node)
        .filter(node -> isMaster(round.looks().get(node)))
        .toList();
    int count = 1 + usurpers.size();
    return usurpers.isEmpty()
        ? Gauge.up(look.node(), "masters", "1", "no other server claims its data")
        : new Finding(
            look.node(),
            "masters",
            HealthStatus.DEGRADED,
            Integer.toString(count),
            "1",
            count + " masters are seen for the same data; the others: "
                + String.join(", ", usurpers));
  }

  private static boolean isMaster(@Nullable Look look) {
    return look != null && look.isAlive() && look.reading().role() == NodeRole.MASTER;
  }
}
