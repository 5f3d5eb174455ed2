// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import dev.redoubt.HostAndPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which replicas belong to which master and how far behind they are. A replica that is no longer
 * heard of is remembered for a while: that it is missing is the news. Not thread-safe.
 */
final class Replicas {
  private static final long MEMORY = Duration.ofMinutes(10).toNanos();

  /** By replica. */
  private final Map<String, Known> known = new TreeMap<>();
  /** By master. */
  private final Map<String, Offsets> offsets = new HashMap<>();

  /** The replicas to look at in the next poll. */
  Set<String> names() {
    return Set.copyOf(known.keySet());
  }

  /** The round with the replicas of each master filled in, and remembered for the next. */
  Round complete(Round round) {
    Map<String, Fields> told = new HashMap<>();
    round.masters().forEach(master -> learn(master, round, told));
    round.view().ifPresent(view -> learn(view, round));
    forget(round);
    Map<String, Look> looks = new TreeMap<>(round.looks());
    round.masters().forEach(master -> looks.put(master.node(), complete(master, round, told)));
    return new Round(round.nanos(), looks, round.views());
  }

  /** Outside of a cluster, a master's own list says which there are. */
  private void learn(Look master, Round round, Map<String, Fields> told) {
    Fields fields = master.answers().fields(Question.REPLICATION);
    for (int i = 0; fields.has("slave" + i); i++) {
      Fields replica = Fields.ofParts(fields.text("slave" + i));
      String host = replica.text("ip");
      String name = (host.contains(":") ? "[" + host + "]" : host) + ":" + replica.text("port");
      told.put(name, replica);
      if (round.views().isEmpty()) {
        learn(name, master.node(), round);
      }
    }
  }

  /** In a cluster, masters may know replicas by other ports than those for clients. */
  private void learn(ClusterText view, Round round) {
    view.masterOf().forEach((replica, master) -> {
      Look look = round.looks().get(master);
      if (look != null && look.master()) {
        learn(replica, master, round);
      }
    });
  }

  private void learn(String replica, String master, Round round) {
    if (!isAddress(replica)) {
      return;
    }
    Known before = known.get(replica);
    boolean reached = before != null && before.reached();
    known.put(replica, new Known(master, round.nanos(), reached || isAlive(replica, round)));
  }

  /** While a replica introduces itself, its master may not know its address. */
  private static boolean isAddress(String name) {
    try {
      return HostAndPort.parse(name, 1).port() > 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isAlive(String replica, Round round) {
    Look look = round.looks().get(replica);
    return look != null && look.isAlive();
  }

  private void forget(Round round) {
    known.entrySet().removeIf(entry -> {
      Look look = round.looks().get(entry.getKey());
      boolean promoted = look != null && look.master();
      return promoted || round.nanos() - entry.getValue().told() > MEMORY;
    });
    Set<String> masters = new TreeSet<>();
    round.masters().forEach(master -> masters.add(master.node()));
    offsets.keySet().retainAll(masters);
    known.values().removeIf(replica -> !masters.contains(replica.master()));
  }

  private Look complete(Look master, Round round, Map<String, Fields> told) {
    Optional<ReplicationReading> own = master.reading().replication();
    if (own.isEmpty() && master.isAlive()) {
      return master;
    }
    ReplicationReading replication =
        own.orElse(new ReplicationReading("", 0, 0, false, List.of(), Optional.empty()));
    Offsets history = offsets.computeIfAbsent(master.node(), any -> new Offsets());
    own.ifPresent(one -> history.add(one.id(), one.offset(), round.nanos()));
    List<ReplicaReading> replicas = new ArrayList<>();
    known.forEach((name, replica) -> {
      if (replica.master().equals(master.node())) {
        Behind behind =
            new Behind(round, history, own, told.get(name), round.looks().get(name));
        replicas.add(behind.read(name));
      }
    });
    return own.isEmpty() && replicas.isEmpty() ? master : with(master, replication, replicas);
  }

  private static Look with(
      Look master, ReplicationReading replication, List<ReplicaReading> replicas) {
    return master.with(new ReplicationReading(
        replication.id(),
        replication.offset(),
        replication.backlogBytes(),
        replication.minReplicas(),
        replicas,
        replication.master()));
  }

  /** Whether a replica has ever answered us. */
  boolean wasReached(String replica) {
    Known one = known.get(replica);
    return one != null && one.reached();
  }

  /** A replica's master, when it was last heard of, and whether it has ever answered us. */
  private record Known(String master, long told, boolean reached) {}
}
