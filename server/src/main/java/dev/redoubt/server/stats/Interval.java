// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.stats;

import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What all servers did between two looks.
 *
 * @param seconds the time between
 * @param commandsPerSecond commands
 * @param hitRatio hits by reads; null if nothing was read
 * @param evictedPerSecond keys that made room for others
 * @param expiredPerSecond keys whose time was over
 * @param memoryBytes memory in use at the end
 * @param clients connections at the end
 * @param keys keys at the end
 */
public record Interval(
    double seconds,
    double commandsPerSecond,
    @Nullable Double hitRatio,
    double evictedPerSecond,
    double expiredPerSecond,
    long memoryBytes,
    long clients,
    long keys) {

  /** Between {@code before} and {@code after}. A server that was started anew counts as idle. */
  public static Interval between(Snapshot before, Snapshot after, double seconds) {
    return new Interval(
        seconds,
        grown(before, after, NodeStats::commands) / seconds,
        NodeStats.ratio(
            grown(before, after, NodeStats::hits), grown(before, after, NodeStats::misses)),
        grown(before, after, NodeStats::evicted) / seconds,
        grown(before, after, NodeStats::expired) / seconds,
        sum(after, NodeStats::memoryBytes),
        sum(after, NodeStats::clients),
        after.keys());
  }

  private static long grown(Snapshot before, Snapshot after, ToLongFunction<NodeStats> counter) {
    return Math.max(0, sum(after, counter) - sum(before, counter));
  }

  private static long sum(Snapshot snapshot, ToLongFunction<NodeStats> number) {
    return snapshot.nodes().stream().mapToLong(number).sum();
  }
}
