// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.console;

import dev.redoubt.health.HealthListener;
import dev.redoubt.health.HealthReport;
import dev.redoubt.health.NodeReading;
import dev.redoubt.health.TrafficReading;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the servers did between two polls, by their own counters: also for other clients. */
final class ServerActivity implements HealthListener {
  private static final double MILLIS_PER_SECOND = 1e3;

  private volatile Map<String, Rates> rates = Map.of();

  /** Confined to the poller's thread, which calls {@link #onPoll}. */
  private Map<String, Seen> before = Map.of();

  /**
   * A server's work.
   *
   * @param commands commands per second
   * @param hitPercent keys found of those asked for, NaN if none was asked for
   * @param evictions keys evicted per second
   */
  record Rates(double commands, double hitPercent, double evictions) {}

  private record Seen(Instant time, TrafficReading traffic) {}

  @Override
  public void onChange(HealthReport was, HealthReport now) {}

  @Override
  public void onPoll(HealthReport now) {
    Map<String, Seen> seen = new HashMap<>();
    Map<String, Rates> fresh = new HashMap<>();
    for (NodeReading node : now.nodes().values()) {
      node.traffic().ifPresent(traffic -> {
        Seen current = new Seen(now.time(), traffic);
        seen.put(node.node(), current);
        Rates between = between(before.get(node.node()), current);
        if (between != null) {
          fresh.put(node.node(), between);
        }
      });
    }
    before = seen;
    rates = fresh;
  }

  private static @Nullable Rates between(@Nullable Seen earlier, Seen now) {
    if (earlier == null || beganAnew(earlier.traffic(), now.traffic())) {
      return null;
    }
    double seconds = Duration.between(earlier.time(), now.time()).toMillis() / MILLIS_PER_SECOND;
    long hits = now.traffic().hits() - earlier.traffic().hits();
    long misses = now.traffic().misses() - earlier.traffic().misses();
    return seconds <= 0
        ? null
        : new Rates(
            (now.traffic().commands() - earlier.traffic().commands()) / seconds,
            hits + misses == 0 ? Double.NaN : 100.0 * hits / (hits + misses),
            (now.traffic().evictions() - earlier.traffic().evictions()) / seconds);
  }

  /** A server's counters do, with it. */
  private static boolean beganAnew(TrafficReading earlier, TrafficReading now) {
    return now.commands() < earlier.commands()
        || now.hits() < earlier.hits()
        || now.misses() < earlier.misses()
        || now.evictions() < earlier.evictions();
  }

  /** The work of a server, or null where it is not known. */
  @Nullable Rates of(String node) {
    return rates.get(node);
  }

  /** Adds the sum over all servers. */
  void row(Row row, HealthReport report) {
    row.add(
        "serverCommands",
        rates.isEmpty()
            ? Double.NaN
            : rates.values().stream().mapToDouble(Rates::commands).sum());
    row.add(
        "memory",
        report.nodes().values().stream()
            .flatMap(node -> node.memory().stream())
            .mapToDouble(memory -> memory.usedBytes())
            .reduce(Double::sum)
            .orElse(Double.NaN));
  }
}
