// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import dev.redoubt.health.ClientsReading;
import dev.redoubt.health.ClusterNodeReading;
import dev.redoubt.health.ClusterNodeState;
import dev.redoubt.health.ClusterSlots;
import dev.redoubt.health.HealthReport;
import dev.redoubt.health.HealthStatus;
import dev.redoubt.health.MemoryReading;
import dev.redoubt.health.NodeReading;
import dev.redoubt.health.ReplicaReading;
import dev.redoubt.health.ReplicationReading;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** The gauges that a report of health has values for. */
final class ReportGauges {
  private final MeterRegistry registry;
  private final Tags common;
  private final List<ReportGauge> gauges = new ArrayList<>();

  private ReportGauges(MeterRegistry registry, Tags common) {
    this.registry = registry;
    this.common = common;
  }

  static List<ReportGauge> on(MeterRegistry registry, Tags common) {
    ReportGauges all = new ReportGauges(registry, common);
    all.addHealth();
    all.addMemory();
    all.addClients();
    all.addReplication();
    all.addCluster();
    return List.copyOf(all.gauges);
  }

  private void addHealth() {
    add(
        "redoubt.health.status",
        "",
        "How the component is: 0 down, 1 degraded, 2 up, -1 unknown",
        report -> {
          Map<Tags, Number> values = new HashMap<>();
          report
              .components()
              .forEach((name, health) ->
                  values.put(Tags.of("component", name), number(health.status())));
          return values;
        });
  }

  private static int number(HealthStatus status) {
    return switch (status) {
      case DOWN -> 0;
      case DEGRADED -> 1;
      case UP -> 2;
      case UNKNOWN -> -1;
    };
  }

  private void addMemory() {
    addMemory("used", "bytes", "Memory that Redis uses", memory -> (double) memory.usedBytes());
    addMemory("max", "bytes", "Memory that Redis may use; 0 without a limit", memory ->
        (double) memory.maxBytes());
    addMemory(
        "fragmentation.ratio",
        "",
        "Memory that Redis holds by the memory that it uses",
        MemoryReading::fragmentationRatio);
  }

  private void addMemory(
      String name, String unit, String description, Function<MemoryReading, Double> value) {
    addOfNodes(
        "redoubt.redis.memory." + name, unit, description, node -> node.memory().map(value));
  }

  private void addClients() {
    addOfNodes(
        "redoubt.redis.connected.clients",
        "",
        "Connections to Redis",
        node -> node.clients().map(ClientsReading::connected).map(Integer::doubleValue));
    addOfNodes(
        "redoubt.redis.blocked.clients",
        "",
        "Connections that wait in a blocking command",
        node -> node.clients().map(ClientsReading::blocked).map(Integer::doubleValue));
  }

  private void addReplication() {
    addOfNodes(
        "redoubt.redis.connected.replicas",
        "",
        "Replicas in sync with the master",
        node -> node.replication().filter(seen -> seen.master().isEmpty()).map(this::connected));
    addOfReplicas(
        "redoubt.redis.replication.lag.bytes",
        "What the replica lacks of its master's history",
        replica -> replica.lagBytes().isPresent()
            ? OptionalDouble.of((double) replica.lagBytes().getAsLong())
            : OptionalDouble.empty());
    addOfReplicas(
        "redoubt.redis.replication.lag.seconds",
        "For how long the replica has lacked some of its master's history",
        replica ->
            replica.lag().stream().mapToDouble(lag -> lag.toMillis() / 1_000.0).findAny());
  }

  private double connected(ReplicationReading seen) {
    return (double) seen.replicas().stream().filter(ReplicaReading::connected).count();
  }

  private void addCluster() {
    add(
        "redoubt.cluster.slots",
        "",
        "Slots of the cluster by their state",
        report -> report.cluster().map(cluster -> slots(cluster.slots())).orElse(Map.of()));
    add(
        "redoubt.cluster.nodes",
        "",
        "Nodes of the cluster by their state",
        report -> report.cluster().map(cluster -> nodes(cluster.nodes())).orElse(Map.of()));
  }

  private static Map<Tags, Number> slots(ClusterSlots slots) {
    return Map.of(
        Tags.of("state", "ok"), slots.ok(),
        Tags.of("state", "suspected"), slots.suspected(),
        Tags.of("state", "failing"), slots.failing(),
        Tags.of("state", "uncovered"), slots.uncovered());
  }

  private static Map<Tags, Number> nodes(List<ClusterNodeReading> nodes) {
    Map<Tags, Number> values = new HashMap<>();
    for (ClusterNodeState state : ClusterNodeState.values()) {
      values.put(
          Tags.of("state", state.name().toLowerCase(Locale.ROOT)),
          nodes.stream().filter(node -> node.state() == state).count());
    }
    return values;
  }

  private void addOfNodes(
      String name, String unit, String description, Function<NodeReading, Optional<Double>> value) {
    add(name, unit, description, report -> {
      Map<Tags, Number> values = new HashMap<>();
      for (NodeReading node : report.nodes().values()) {
        value.apply(node).ifPresent(found -> values.put(Tags.of("node", node.node()), found));
      }
      return values;
    });
  }

  private void addOfReplicas(
      String name, String description, Function<ReplicaReading, OptionalDouble> value) {
    String unit = name.substring(name.lastIndexOf('.') + 1);
    add(name, unit, description, report -> {
      Map<Tags, Number> values = new HashMap<>();
      for (NodeReading node : report.nodes().values()) {
        for (ReplicaReading replica :
            node.replication().map(ReplicationReading::replicas).orElse(List.of())) {
          Tags labels = Tags.of("node", node.node(), "replica", replica.node());
          value.apply(replica).ifPresent(found -> values.put(labels, found));
        }
      }
      return values;
    });
  }

  private void add(
      String name,
      String unit,
      String description,
      Function<HealthReport, Map<Tags, Number>> values) {
    MultiGauge gauge = MultiGauge.builder(name)
        .description(description)
        .baseUnit(unit.isEmpty() ? null : unit)
        .tags(common)
        .register(registry);
    gauges.add(new ReportGauge(gauge, values));
  }
}
