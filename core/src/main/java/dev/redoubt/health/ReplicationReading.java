// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import java.util.List;
import java.util.Optional;

/**
 * A server's place in replication, from {@code INFO replication}.
 *
 * @param id the history that its offset counts in; another one after a failover
 * @param offset how many bytes of that history it has produced or received
 * @param backlogBytes how far back a replica may continue after it was cut off
 * @param minReplicas whether it refuses writes when it has too few good replicas
 * @param replicas those of a master, reachable or not
 * @param master the master of a replica
 */
public record ReplicationReading(
    String id,
    long offset,
    long backlogBytes,
    boolean minReplicas,
    List<ReplicaReading> replicas,
    Optional<MasterLinkReading> master) {
  public ReplicationReading {
    replicas = List.copyOf(replicas);
  }
}
