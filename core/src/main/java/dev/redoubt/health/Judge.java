// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import dev.redoubt.HealthConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Makes components of what the polls bring. Remembers what it needs to see trends and to let
 * judgements persist; not thread-safe.
 */
final class Judge {
  private final boolean cluster;
  private final boolean nativeTransport;
  private final Hysteresis hysteresis;
  private final Replicas replicas = new Replicas();
  private final Latency latency;
  private final Memory memory;
  private final Replication replication;
  private final Clients clients;
  private final Persistence persistence = new Persistence();
  private boolean undecided;

  /**
   * @param cluster whether there should be a cluster
   * @param nativeTransport whether this JVM uses the operating system's own transport
   */
  Judge(HealthConfig config, boolean cluster, boolean nativeTransport) {
    this.cluster = cluster;
    this.nativeTransport = nativeTransport;
    hysteresis = new Hysteresis(config.worsenAfter(), config.recoverAfter());
    latency = new Latency(config.latencyMillis());
    memory = new Memory(config);
    replication = new Replication(config);
    clients = new Clients(config);
  }

  /** The replicas to look at in the next poll. */
  Replicas replicas() {
    return replicas;
  }

  /** Whether the last round found something otherwise than it stands. */
  boolean isUndecided() {
    return undecided;
  }

  boolean isTransportNative() {
    return nativeTransport;
  }

  /** The components of this round. */
  Map<String, ComponentHealth> judge(Round round, Map<String, Traffic.Window> traffic) {
    Map<String, ComponentHealth> components = new LinkedHashMap<>();
    components.put(
        Components.AVAILABILITY,
        ComponentHealth.ofParts(
            settled(Components.AVAILABILITY, Availability.judge(round, traffic)),
            Map.of("nodes", details(round, Judge::availability))));
    worst(components, Components.LATENCY, latency.judge(round, traffic), Map.of());
    worst(
        components,
        Components.MEMORY,
        memory.judge(round),
        Map.of("nodes", details(round, look -> look.reading().memory())));
    worst(
        components,
        Components.REPLICATION,
        replication.judge(round, replicas),
        Map.of("nodes", details(round, look -> look.reading().replication())));
    cluster(components, round);
    worst(
        components,
        Components.CLIENTS,
        clients.judge(round),
        Map.of("nodes", details(round, look -> look.reading().clients())));
    worst(components, Components.PERSISTENCE, persistence.judge(round), Map.of());
    components.put(Components.CONFIGURATION, configuration(round));
    undecided = hysteresis.endRound();
    return components;
  }

  private void cluster(Map<String, ComponentHealth> to, Round round) {
    List<Finding> findings = ClusterHealth.judge(round, cluster);
    if (!findings.isEmpty()) {
      Map<String, Object> details = round
          .view()
          .<Map<String, Object>>map(view -> Map.of("slots", view.slots()))
          .orElse(Map.of());
      worst(to, Components.CLUSTER, findings, details);
    }
  }

  private void worst(
      Map<String, ComponentHealth> to,
      String name,
      List<Finding> findings,
      Map<String, Object> details) {
    to.put(name, ComponentHealth.worstOf(settled(name, findings), details));
  }

  private List<Finding> settled(String component, List<Finding> findings) {
    return hysteresis.settle(component, findings);
  }

  private static Optional<Object> availability(Look look) {
    return Optional.of(Map.of(
        "role", look.reading().role(),
        "problem", look.reading().problem()));
  }

  private static Map<String, Object> details(Round round, Function<Look, Optional<?>> detail) {
    Map<String, Object> details = new TreeMap<>();
    round
        .looks()
        .forEach((node, look) -> detail.apply(look).ifPresent(one -> details.put(node, one)));
    return details;
  }

  private ComponentHealth configuration(Round round) {
    List<String> warnings = ConfigurationCheck.warnings(round, nativeTransport);
    List<String> unread = ConfigurationCheck.unread(round);
    if (round.alive().isEmpty()) {
      return ComponentHealth.of(HealthStatus.UNKNOWN, "no server answers");
    }
    String reason = warnings.isEmpty() ? "nothing to warn of" : warnings.size() + " warnings";
    return new ComponentHealth(
        HealthStatus.UP, reason, List.of(), Map.of("warnings", warnings, "unread", unread));
  }
}
