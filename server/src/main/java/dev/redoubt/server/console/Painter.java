// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.console;

import dev.redoubt.Redoubt;
import dev.redoubt.health.ComponentHealth;
import dev.redoubt.health.HealthReport;
import dev.redoubt.health.HealthStatus;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes pictures, from memory. Confined to the sampler's thread. */
final class Painter {
  private static final int REASONS = 2;

  private final Redoubt redoubt;
  private final NodeTiles nodes;
  private final CacheTiles caches;
  private final InstantSource clock;
  private HealthStatus status = HealthStatus.UNKNOWN;
  private long since;

  Painter(Redoubt redoubt, NodeTiles nodes, CacheTiles caches, InstantSource clock) {
    this.redoubt = redoubt;
    this.nodes = nodes;
    this.caches = caches;
    this.clock = clock;
    this.since = clock.millis();
  }

  Picture paint(
      HealthReport report,
      int viewers,
      @Nullable Long sessions,
      List<String> actions,
      Optional<Exhibit> exhibit) {
    if (report.status() != status) {
      status = report.status();
      since = clock.millis();
    }
    return new Picture(
        report.status().name(),
        reason(report),
        since,
        report.time().toEpochMilli(),
        parts(report),
        nodes.of(redoubt.client().nodes(), report),
        caches.of(redoubt.caches()),
        sessions,
        viewers,
        actions,
        exhibit.map(Exhibit::state).orElse(null));
  }

  private static Map<String, Picture.Part> parts(HealthReport report) {
    Map<String, Picture.Part> parts = new LinkedHashMap<>();
    report
        .components()
        .forEach((name, component) ->
            parts.put(name, new Picture.Part(component.status().name(), component.reason())));
    return parts;
  }

  /** The worst components' reasons. */
  private static String reason(HealthReport report) {
    return switch (report.status()) {
      case UP -> "All is well.";
      case UNKNOWN -> "Nothing is known yet; the servers are being asked.";
      case DEGRADED, DOWN -> worst(report);
    };
  }

  private static String worst(HealthReport report) {
    List<ComponentHealth> bad = report.components().values().stream()
        .filter(one -> one.status() == HealthStatus.DOWN || one.status() == HealthStatus.DEGRADED)
        .toList();
    boolean anyDown = bad.stream().anyMatch(one -> one.status() == HealthStatus.DOWN);
    return bad.stream()
        .filter(one -> !anyDown || one.status() == HealthStatus.DOWN)
        .map(ComponentHealth::reason)
        .distinct()
        .limit(REASONS)
        .collect(Collectors.joining(". "));
  }
}
