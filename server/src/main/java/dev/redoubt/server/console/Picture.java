// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.console;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How everything is at one moment, as the page shows it. Durations are in milliseconds, times are
 * milliseconds of the epoch, sizes are bytes.
 *
 * @param status of all together
 * @param reason why, in words
 * @param since since when it is so
 * @param polled when the servers were last asked
 * @param components by name
 * @param nodes masters, then replicas
 * @param caches those of this process
 * @param sessions about how many sessions there are, or null where that is not known or nobody
 *     looks
 * @param viewers how many look at the console
 * @param actions what the page may offer to do, by name
 * @param exhibit what the demo adds, or null
 */
record Picture(
    String status,
    String reason,
    long since,
    long polled,
    Map<String, Part> components,
    List<NodeTile> nodes,
    List<CacheTile> caches,
    @Nullable Long sessions,
    int viewers,
    List<String> actions,
    @Nullable Object exhibit) {

  /** A component of health. */
  record Part(String status, String reason) {}

  /** A server. What it did not tell, or may not tell, is null. */
  record NodeTile(
      String name,
      String role,
      @Nullable Link link,
      String problem,
      @Nullable Double pingMillis,
      @Nullable Memory memory,
      @Nullable Integer clients,
      @Nullable Double commands,
      @Nullable Double hitPercent,
      @Nullable Double evictions,
      @Nullable Lag lag) {}

  /** The client's side of a master. */
  record Link(
      String connection,
      String breaker,
      long since,
      int slots,
      int pending,
      long reconnects,
      @Nullable String lastFailure,
      @Nullable Double failurePercent) {}

  /** A server's memory; the limit is 0 where there is none. */
  record Memory(long used, long max, String policy, double fragmentation) {}

  /**
   * Replication.
   *
   * @param replicas how many a master has in sync, null for a replica
   * @param bytes how far the worst replica of a master, or this replica, is behind
   */
  record Lag(
      @Nullable Integer replicas,
      @Nullable Long bytes,
      @Nullable Long millis) {}

  /** A cache with its options and its numbers since the start. */
  record CacheTile(String name, Map<String, String> options, Map<String, Long> counts) {}
}
