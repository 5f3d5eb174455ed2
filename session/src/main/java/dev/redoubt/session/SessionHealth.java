// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import dev.redoubt.client.NodeStatus;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.health.ComponentHealth;
import dev.redoubt.health.Finding;
import dev.redoubt.health.HealthContributor;
import dev.redoubt.health.HealthStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * How the sessions are, from memory: whether Redis can be asked at the moment, what came of the
 * operations since the last poll, and whether ends are told in time. Thread-safe.
 */
final class SessionHealth implements HealthContributor, SessionListener {
  private final ProtectedClient client;
  private final SessionConfig config;
  private final LongAdder done = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private volatile Duration lag = Duration.ZERO;

  SessionHealth(ProtectedClient client, SessionConfig config) {
    this.client = client;
    this.config = config;
  }

  @Override
  public void onOperation(SessionOperation operation, SessionOutcome outcome, long nanos) {
    (outcome == SessionOutcome.UNAVAILABLE ? failed : done).increment();
  }

  @Override
  public void onSweep(int ended, Duration overdue) {
    lag = overdue;
  }

  @Override
  public String name() {
    return "sessions";
  }

  @Override
  public boolean required() {
    return config.isRequired();
  }

  @Override
  public ComponentHealth health() {
    List<Finding> findings = new ArrayList<>(List.of(store(), operations()));
    if (config.hasEndListener()) {
      findings.add(sweep());
    }
    HealthStatus worst = findings.stream()
        .map(Finding::status)
        .filter(status -> status != HealthStatus.UNKNOWN)
        .max(Enum::compareTo)
        .orElse(HealthStatus.UNKNOWN);
    String reason = findings.stream()
        .filter(finding -> finding.status() == worst)
        .map(Finding::reason)
        .collect(Collectors.joining("; "));
    return new ComponentHealth(worst, reason, findings, Map.of());
  }

  private Finding store() {
    List<NodeStatus> nodes = client.nodes();
    long available = nodes.stream().filter(NodeStatus::isAvailable).count();
    String value = available + " of " + nodes.size() + " nodes";
    if (nodes.isEmpty()) {
      return finding("store", HealthStatus.UNKNOWN, value, "all", "no node of Redis is known");
    }
    if (available == 0) {
      return finding("store", HealthStatus.DOWN, value, "all", "sessions cannot be asked for");
    }
    boolean all = available == nodes.size();
    return finding(
        "store",
        all ? HealthStatus.UP : HealthStatus.DEGRADED,
        value,
        "all",
        all ? "sessions can be asked for" : "sessions of some nodes cannot be asked for");
  }

  private Finding operations() {
    long good = done.sumThenReset();
    long bad = failed.sumThenReset();
    HealthStatus status = HealthStatus.UP;
    if (bad > 0) {
      status = good == 0 ? HealthStatus.DOWN : HealthStatus.DEGRADED;
    }
    String value = good + " done, " + bad + " failed";
    return finding("operations", status, value, "none failed", value + " since the last poll");
  }

  private Finding sweep() {
    boolean late = lag.compareTo(config.grace()) > 0;
    return finding(
        "sweep",
        late ? HealthStatus.DEGRADED : HealthStatus.UP,
        lag.toSeconds() + " s",
        config.grace().toSeconds() + " s",
        late ? "sessions' ends are told too late to say what they held" : "ends are told in time");
  }

  private Finding finding(
      String measure, HealthStatus status, String value, String threshold, String reason) {
    return new Finding(config.namespace(), measure, status, value, threshold, reason);
  }
}
