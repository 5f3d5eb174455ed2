// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.stats;

import dev.redoubt.server.doctor.Info;
import org.jspecify.annotations.Nullable;

/**
 * What one server says of itself. Counters begin with the server's start.
 *
 * @param node {@code host:port}
 * @param server name and version
 * @param role {@code master} or {@code slave}
 * @param uptimeSeconds how long it has been running
 * @param keys keys in the database that is looked at
 * @param memoryBytes memory in use
 * @param memoryLimitBytes its limit, 0 for none
 * @param policy what happens at the limit
 * @param fragmentation resident memory by memory in use
 * @param clients connections
 * @param blockedClients those that wait in a command
 * @param replicas connected replicas
 * @param commandsPerSecond commands in the last second or so
 * @param commands commands so far
 * @param hits reads that found a key
 * @param misses reads that found none
 * @param evicted keys that made room for others
 * @param expired keys whose time was over
 * @param hitRatio hits by reads; null before the first read
 */
public record NodeStats(
    String node,
    String server,
    String role,
    long uptimeSeconds,
    long keys,
    long memoryBytes,
    long memoryLimitBytes,
    String policy,
    double fragmentation,
    long clients,
    long blockedClients,
    long replicas,
    long commandsPerSecond,
    long commands,
    long hits,
    long misses,
    long evicted,
    long expired,
    @Nullable Double hitRatio) {

  static NodeStats of(String node, Info info, long keys) {
    long hits = info.number("keyspace_hits");
    long misses = info.number("keyspace_misses");
    long used = info.number("used_memory");
    return new NodeStats(
        node,
        info.server(),
        info.text("role"),
        info.number("uptime_in_seconds"),
        keys,
        used,
        info.number("maxmemory"),
        info.text("maxmemory_policy"),
        used == 0 ? 0 : (double) info.number("used_memory_rss") / used,
        info.number("connected_clients"),
        info.number("blocked_clients"),
        info.number("connected_slaves"),
        info.number("instantaneous_ops_per_sec"),
        info.number("total_commands_processed"),
        hits,
        misses,
        info.number("evicted_keys"),
        info.number("expired_keys"),
        ratio(hits, misses));
  }

  static @Nullable Double ratio(long hits, long misses) {
    return hits + misses <= 0 ? null : (double) hits / (hits + misses);
  }
}
