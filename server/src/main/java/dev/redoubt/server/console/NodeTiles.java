// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.console;

import dev.redoubt.client.BreakerStatistics;
import dev.redoubt.client.NodeStatus;
import dev.redoubt.health.ClientsReading;
import dev.redoubt.health.HealthReport;
import dev.redoubt.health.MemoryReading;
import dev.redoubt.health.NodeReading;
import dev.redoubt.health.NodeRole;
import dev.redoubt.health.ReplicaReading;
import dev.redoubt.health.ReplicationReading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** A tile per server: what the client knows of it, what it said itself, what it did. */
final class NodeTiles {
  private static final double NANOS_PER_MILLI = 1e6;

  private final CommandActivity commands;
  private final ServerActivity servers;

  NodeTiles(CommandActivity commands, ServerActivity servers) {
    this.commands = commands;
    this.servers = servers;
  }

  List<Picture.NodeTile> of(List<NodeStatus> nodes, HealthReport report) {
    Map<String, ReplicaReading> replicas = replicas(report);
    Map<String, @Nullable NodeStatus> all = new LinkedHashMap<>();
    nodes.forEach(node -> all.put(node.name(), node));
    report.nodes().keySet().forEach(name -> all.putIfAbsent(name, null));
    replicas.keySet().forEach(name -> all.putIfAbsent(name, null));
    List<Picture.NodeTile> tiles = new ArrayList<>();
    all.forEach((name, status) -> tiles.add(
        tile(name, status, Optional.ofNullable(report.nodes().get(name)), replicas.get(name))));
    return tiles;
  }

  /** What masters say of their replicas. */
  private static Map<String, ReplicaReading> replicas(HealthReport report) {
    Map<String, ReplicaReading> replicas = new LinkedHashMap<>();
    for (NodeReading node : report.nodes().values()) {
      node.replication()
          .ifPresent(found -> found.replicas().forEach(one -> replicas.put(one.node(), one)));
    }
    return replicas;
  }

  private Picture.NodeTile tile(
      String name,
      @Nullable NodeStatus status,
      Optional<NodeReading> said,
      @Nullable ReplicaReading asReplica) {
    return new Picture.NodeTile(
        name,
        role(status, said, asReplica),
        status == null ? null : link(status),
        said.map(NodeReading::problem).orElse(""),
        said.flatMap(NodeReading::ping).map(NodeTiles::millis).orElse(null),
        said.flatMap(NodeReading::memory).map(NodeTiles::memory).orElse(null),
        said.flatMap(NodeReading::clients).map(ClientsReading::connected).orElse(null),
        rate(name, ServerActivity.Rates::commands),
        rate(name, ServerActivity.Rates::hitPercent),
        rate(name, ServerActivity.Rates::evictions),
        asReplica == null
            ? said.flatMap(NodeReading::replication).map(NodeTiles::lag).orElse(null)
            : lag(asReplica));
  }

  private static String role(
      @Nullable NodeStatus status, Optional<NodeReading> said, @Nullable ReplicaReading asReplica) {
    NodeRole role = said.map(NodeReading::role).orElse(NodeRole.UNKNOWN);
    if (role != NodeRole.UNKNOWN) {
      return role == NodeRole.MASTER ? "master" : "replica";
    }
    return asReplica != null ? "replica" : status != null ? "master" : "unknown";
  }

  private Picture.Link link(NodeStatus status) {
    BreakerStatistics breaker = commands.breaker(status.name());
    return new Picture.Link(
        status.connection().toString(),
        status.breaker().toString(),
        status.since().toMillis(),
        status.slots(),
        status.pendingCalls(),
        status.reconnects(),
        status.lastFailure(),
        breaker == null || breaker.failureRate() < 0 ? null : (double) breaker.failureRate());
  }

  private static Picture.Memory memory(MemoryReading memory) {
    return new Picture.Memory(
        memory.usedBytes(), memory.maxBytes(), memory.policy(), memory.fragmentationRatio());
  }

  private @Nullable Double rate(String node, ToDoubleFunction<ServerActivity.Rates> which) {
    ServerActivity.Rates rates = servers.of(node);
    double rate = rates == null ? Double.NaN : which.applyAsDouble(rates);
    return Double.isNaN(rate) ? null : rate;
  }

  /** A master's: how many replicas it has, and how far the worst of them is behind. */
  private static Picture.Lag lag(ReplicationReading replication) {
    List<ReplicaReading> replicas = replication.replicas();
    return new Picture.Lag(
        (int) replicas.stream().filter(ReplicaReading::connected).count(),
        replicas.stream()
            .flatMap(one -> one.lagBytes().stream().boxed())
            .max(Long::compare)
            .orElse(null),
        replicas.stream()
            .flatMap(one -> one.lag().stream())
            .max(Duration::compareTo)
            .map(Duration::toMillis)
            .orElse(null));
  }

  private static Picture.Lag lag(ReplicaReading replica) {
    return new Picture.Lag(
        null,
        replica.lagBytes().isPresent() ? replica.lagBytes().getAsLong() : null,
        replica.lag().map(Duration::toMillis).orElse(null));
  }

  private static double millis(Duration time) {
    return time.toNanos() / NANOS_PER_MILLI;
  }
}
