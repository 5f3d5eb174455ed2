// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import java.time.Duration;
import java.util.Optional;

/**
 * What one server said when it was asked.
 *
 * @param node its address, {@code host:port}
 * @param role what it is, as it says itself
 * @param ping how long it took to answer PING; empty when it did not
 * @param problem why it did not answer or refused a write, without secrets; empty when all is well
 * @param memory its memory, where it may tell
 * @param replication its replicas, or its master, where it may tell
 * @param clients its clients, where it may tell
 * @param persistence how it loads and saves data, where it may tell
 * @param traffic what it has done since its start, where it may tell
 */
public record NodeReading(
    String node,
    NodeRole role,
    Optional<Duration> ping,
    String problem,
    Optional<MemoryReading> memory,
    Optional<ReplicationReading> replication,
    Optional<ClientsReading> clients,
    Optional<PersistenceReading> persistence,
    Optional<TrafficReading> traffic) {

  /** Whether it answered at all. */
  public boolean isReachable() {
    return ping.isPresent();
  }
}
