// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.doctor;

import dev.redoubt.HostAndPort;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.RedoubtException;
import dev.redoubt.Topology;
import dev.redoubt.client.ClientListener;
import dev.redoubt.client.NodeStatus;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import dev.redoubt.client.SideConnection;
import dev.redoubt.client.SideReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Examines the Redis of a configuration: whether it can be reached, lets Redoubt do what it must,
 * and is set up as a cache should be. It changes nothing: the commands that it tries name a key
 * that does not exist, and have no effect on one.
 */
public final class Doctor {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private static final List<Check> CHECKS = List.of(
      new ServerCheck(),
      new ProtocolCheck(),
      new RoleCheck(),
      new PermissionCheck(),
      new ScriptCheck(),
      new MemoryCheck(),
      new PersistenceCheck(),
      new ClientsCheck(),
      new LatencyCheck(),
      new ClockCheck());

  private final RedoubtConfig config;
  private final String prefix;
  private final boolean sessions;

  /**
   * @param config where Redis is
   * @param prefix what the keys of the caches begin with, without the colon
   * @param sessions whether to look for what sessions need, too
   */
  public Doctor(RedoubtConfig config, String prefix, boolean sessions) {
    this.config = config;
    this.prefix = prefix;
    this.sessions = sessions;
  }

  /** Everything that was looked at, in the order of looking. */
  public List<Diagnosis> examine() {
    List<Diagnosis> all = new ArrayList<>(Reach.examine(seeds()));
    if (all.stream().allMatch(one -> one.verdict() == Verdict.FAILURE)) {
      return all;
    }
    try (ProtectedClient client = ProtectedClient.open(config, ClientListener.NONE)) {
      List<String> servers = servers(client, all);
      servers.forEach(node -> examine(client, node, all));
      if (config.topology() instanceof Topology.Cluster) {
        all.addAll(coverage(client, servers));
      }
    }
    return all;
  }

  private List<HostAndPort> seeds() {
    Topology topology = config.topology();
    if (topology instanceof Topology.Sentinel sentinel) {
      return sentinel.sentinels();
    }
    return topology instanceof Topology.Cluster cluster
        ? cluster.seeds()
        : List.of(((Topology.Standalone) topology).node());
  }

  /** The servers to look at: those that own data, or what was named where they are not known. */
  private List<String> servers(ProtectedClient client, List<Diagnosis> to) {
    if (config.topology() instanceof Topology.Standalone one) {
      return List.of(one.node().toString());
    }
    learnNodes(client);
    List<String> nodes = client.nodes().stream().map(NodeStatus::name).toList();
    if (nodes.isEmpty() && config.topology() instanceof Topology.Sentinel sentinel) {
      to.add(Diagnosis.failure(
          "sentinel",
          sentinel.sentinels().get(0).toString(),
          "no sentinel names a master '" + sentinel.masterName() + "'",
          "use the name that 'sentinel monitor NAME …' has in sentinel.conf, after # in the URL;"
              + " see whether the sentinels want a password of their own"));
    }
    return nodes.isEmpty() && config.topology() instanceof Topology.Cluster cluster
        ? List.of(cluster.seeds().get(0).toString())
        : nodes;
  }

  private static void learnNodes(ProtectedClient client) {
    try {
      client.execute(Request.command("PING").reply(Reply.STATUS));
      client.awaitReady(LIMIT);
    } catch (RedoubtException e) {
      // What is wrong is found out server by server.
      return;
    }
  }

  private void examine(ProtectedClient client, String node, List<Diagnosis> to) {
    try (SideConnection connection = client.sideConnection(node)) {
      Patient patient = Patient.of(node, connection, surroundings(client, node));
      SideReply ping = patient.ask("PING");
      List<Diagnosis> unfit = Reach.examine(node, ping, config.tls().enabled());
      to.addAll(unfit);
      if (unfit.isEmpty()) {
        SideReply info = patient.ask(Request.command("INFO").reply(Reply.TEXT));
        Patient known = patient.with(Info.parse(info.text()));
        CHECKS.forEach(check -> to.addAll(check.examine(known)));
      }
    }
  }

  private Surroundings surroundings(ProtectedClient client, String node) {
    String tag = config.topology() instanceof Topology.Cluster ? client.hashTag(node) : null;
    String probe = prefix + ":doctor:{" + Objects.requireNonNullElse(tag, "0") + "}:"
        + Long.toHexString(ThreadLocalRandom.current().nextLong());
    return new Surroundings(config, prefix, sessions, probe);
  }

  /** As the first server tells that answers. */
  private List<Diagnosis> coverage(ProtectedClient client, List<String> servers) {
    for (String node : servers) {
      try (SideConnection connection = client.sideConnection(node)) {
        List<Diagnosis> told = new ClusterCheck()
            .examine(Patient.of(node, connection, new Surroundings(config, prefix, sessions, "")));
        if (!told.isEmpty()) {
          return told;
        }
      }
    }
    return List.of();
  }
}
