// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import dev.redoubt.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How long PING takes, and the slowest hundredth of the application's commands. Not thread-safe.
 */
final class Latency {
  /** Of fewer commands, the slowest hundredth is one slow command. */
  private static final int ENOUGH = 100;

  private static final double PERCENT_OF_P99 = 1;

  private final Limits millis;

  /** Whose first answer has come: it tells more of a cold JVM and a new connection than of them. */
  private Set<String> measured = Set.of();

  Latency(Limits millis) {
    this.millis = millis;
  }

  List<Finding> judge(Round round, Map<String, Traffic.Window> traffic) {
    List<Finding> findings = new ArrayList<>();
    for (Look look : round.masters()) {
      findings.add(ping(look));
      Traffic.Window window = traffic.getOrDefault(look.node(), Traffic.Window.NOTHING);
      if (window.all() >= ENOUGH) {
        findings.add(commands(look.node(), window));
      }
    }
    measured = round.alive().stream().map(Look::node).collect(Collectors.toSet());
    return findings;
  }

  private Finding ping(Look look) {
    if (!look.isAlive()) {
      return Unread.finding(look, "ping", Question.PING);
    }
    return measured.contains(look.node())
        ? new Gauge(look.node(), "ping", millis, " ms")
            .judge(Gauge.millis(look.answers().to(Question.PING).took()), "PING takes")
        : Gauge.unknown(look.node(), "ping", "is measured from the second answer on");
  }

  private Finding commands(String node, Traffic.Window window) {
    double slow = 100.0 * window.slow() / window.all();
    double verySlow = 100.0 * window.verySlow() / window.all();
    HealthStatus status = verySlow > PERCENT_OF_P99
        ? HealthStatus.DOWN
        : slow > PERCENT_OF_P99 ? HealthStatus.DEGRADED : HealthStatus.UP;
    String limit =
        Gauge.number(millis.warning()) + " ms, critical " + Gauge.number(millis.critical()) + " ms";
    String value = Gauge.number(slow) + " % slower than " + Gauge.number(millis.warning()) + " ms, "
        + Gauge.number(verySlow) + " % than " + Gauge.number(millis.critical()) + " ms";
    return new Finding(
        node, "p99", status, value, limit, "of " + window.all() + " commands " + value);
  }
}
