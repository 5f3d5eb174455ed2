// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import dev.redoubt.HealthConfig;
import dev.redoubt.client.NodeStatus;
import dev.redoubt.client.ProtectedClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks every server how it is: the client's masters, and their replicas as far as they are known.
 * All at once, each for itself, so that a poll takes as long as the slowest answer and never longer
 * than its limit. Used by one thread at a time, but closed by any.
 */
final class Poller implements AutoCloseable {
  /** Masters that are asked how the cluster is: more would only repeat each other. */
  private static final int WITNESSES = 5;

  private static final int LIVES = 3;

  private final ProtectedClient client;
  private final HealthConfig config;
  private final boolean cluster;
  private final String key;
  private final Map<String, ServerWatch> watches = new ConcurrentHashMap<>();

  /**
   * @param cluster whether masters are asked how their cluster is
   * @param key what the keys of write probes begin with
   */
  Poller(ProtectedClient client, HealthConfig config, boolean cluster, String key) {
    this.client = client;
    this.config = config;
    this.cluster = cluster;
    this.key = key;
  }

  /** Looks at the masters and these replicas; completes within the limit, never exceptionally. */
  CompletableFuture<Round> poll(Set<String> replicas, long nanos) {
    List<String> masters = masters();
    Set<String> all = new HashSet<>(replicas);
    all.addAll(masters);
    keepOnly(all);
    List<CompletableFuture<Look>> looks = new ArrayList<>();
    int witnesses = 0;
    for (String node : masters) {
      looks.add(look(node, true, cluster && ++witnesses <= WITNESSES));
    }
    masters.forEach(all::remove);
    all.forEach(node -> looks.add(look(node, false, false)));
    return CompletableFuture.allOf(looks.toArray(new CompletableFuture<?>[0]))
        .thenApply(done -> Round.of(nanos, joined(looks)));
  }

  /** Those that answer come first, so that they are the witnesses. */
  private List<String> masters() {
    return client.nodes().stream()
        .sorted(Comparator.comparing(NodeStatus::isAvailable)
            .reversed()
            .thenComparing(NodeStatus::name))
        .map(NodeStatus::name)
        .toList();
  }

  private void keepOnly(Set<String> nodes) {
    watches.entrySet().removeIf(entry -> {
      boolean gone = !nodes.contains(entry.getKey());
      if (gone) {
        entry.getValue().close();
      }
      return gone;
    });
  }

  private CompletableFuture<Look> look(String node, boolean master, boolean witness) {
    Duration lifetime = config.interval().multipliedBy(LIVES);
    return watches
        .computeIfAbsent(node, name -> new ServerWatch(client, name, key))
        .look(master, witness, lifetime, config.timeout());
  }

  private static List<Look> joined(Collection<CompletableFuture<Look>> looks) {
    return looks.stream().map(CompletableFuture::join).toList();
  }

  @Override
  public void close() {
    keepOnly(Set.of());
  }
}
