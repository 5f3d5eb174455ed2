// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import dev.redoubt.HealthConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Clients connected, blocked and rejected. Remembers what is usual; not thread-safe. */
final class Clients {
  private final HealthConfig config;
  private final Map<String, Integer> usuallyBlocked = new HashMap<>();
  private final Map<String, Long> rejected = new HashMap<>();

  Clients(HealthConfig config) {
    this.config = config;
  }

  List<Finding> judge(Round round) {
    List<Finding> findings = new ArrayList<>();
    for (Look look : round.masters()) {
      look.reading()
          .clients()
          .ifPresentOrElse(
              clients -> judge(look.node(), clients, findings),
              () -> findings.add(Unread.finding(look, "connected", Question.CLIENTS)));
      look.reading()
          .traffic()
          .ifPresent(traffic -> findings.add(rejected(look.node(), traffic.rejectedConnections())));
    }
    return findings;
  }

  private void judge(String node, ClientsReading clients, List<Finding> to) {
    to.add(connected(node, clients));
    // The least that was ever seen is what other programs wait with all the time.
    int usual = usuallyBlocked.merge(node, clients.blocked(), Math::min);
    int limit = usual + config.blockedClients();
    boolean many = clients.blocked() > limit;
    to.add(new Finding(
        node,
        "blocked",
        many ? HealthStatus.DEGRADED : HealthStatus.UP,
        Integer.toString(clients.blocked()),
        Integer.toString(limit),
        clients.blocked() + " wait in a blocking command, usually " + usual));
  }

  private Finding connected(String node, ClientsReading clients) {
    if (clients.max() == 0) {
      return Gauge.up(
          node, "connected", Integer.toString(clients.connected()), "the limit is not known");
    }
    return new Gauge(node, "connected", config.clientsPercent(), " %")
        .judge(
            100.0 * clients.connected() / clients.max(),
            clients.connected() + " of " + clients.max() + " possible clients are connected:");
  }

  private Finding rejected(String node, long total) {
    Long before = rejected.put(node, total);
    // The counter begins anew with the server.
    long fresh = before == null ? 0 : Math.max(0, total - before);
    return new Finding(
        node,
        "rejected",
        fresh > 0 ? HealthStatus.DOWN : HealthStatus.UP,
        fresh + " since the last poll",
        "1",
        fresh > 0 ? "turns clients away: there are too many" : "turns nobody away");
  }
}
