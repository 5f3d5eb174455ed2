// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import dev.redoubt.client.NodeStatus;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Tells how Redis is from what is known already: a report sends no command and waits for nothing.
 * Whether the application is alive must never depend on it: a restart cannot repair Redis.
 * Thread-safe.
 */
public final class Health {
  private final Supplier<List<NodeStatus>> nodes;
  private final Clock clock;

  /** The health of the nodes that {@code nodes} answers, such as {@code client::nodes}. */
  public Health(Supplier<List<NodeStatus>> nodes) {
    this(nodes, Clock.systemUTC());
  }

  Health(Supplier<List<NodeStatus>> nodes, Clock clock) {
    this.nodes = nodes;
    this.clock = clock;
  }

  /** How everything is now. */
  public HealthReport report() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Map<String, ComponentHealth> components = new LinkedHashMap<>();
    LiveParts.judge(nodes.get(), components);
    return HealthReport.of(now, components, Readings.NONE);
  }

  /** The one answer: whether Redis can be used, in full or in part. */
  public boolean isUsable() {
    return report().isUsable();
  }
}
