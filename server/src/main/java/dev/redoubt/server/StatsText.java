// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import dev.redoubt.server.doctor.Sizes;
import dev.redoubt.server.stats.Interval;
import dev.redoubt.server.stats.KeyGroup;
import dev.redoubt.server.stats.NodeStats;
import dev.redoubt.server.stats.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Statistics as text of 80 columns. */
final class StatsText {
  static final String HEADING =
      "commands/s   hits    evicted/s  expired/s      memory  clients         keys";

  private static final int MOST_GROUPS = 15;

  private final boolean names;

  /** @param names whether keys may be named */
  StatsText(boolean names) {
    this.names = names;
  }

  /** What of a snapshot may be shown. */
  Snapshot shown(Snapshot snapshot) {
    List<KeyGroup> groups = snapshot.groups().stream()
        .map(group -> names
            ? group
            : new KeyGroup(
                group.name(),
                group.keys(),
                group.bytes(),
                group.withoutExpiry(),
                group.largestBytes(),
                ""))
        .toList();
    return new Snapshot(snapshot.nodes(), snapshot.sampledKeys(), groups);
  }

  String of(Snapshot snapshot) {
    StringBuilder text = new StringBuilder();
    snapshot.nodes().forEach(node -> add(text, node));
    if (!snapshot.groups().isEmpty()) {
      addGroups(text, snapshot);
    }
    return text.toString().stripTrailing();
  }

  private static void add(StringBuilder text, NodeStats node) {
    line(text, node.node(), node.server() + ", " + node.role() + ", up " + time(node));
    line(text, "  commands", "%,d /s, %,d so far", node.commandsPerSecond(), node.commands());
    line(
        text,
        "  hits",
        "%s of %,d reads since its start",
        percent(node.hitRatio()),
        node.hits() + node.misses());
    line(
        text,
        "  memory",
        "%s of %s, %s, fragmentation %.2f",
        Sizes.bytes(node.memoryBytes()),
        node.memoryLimitBytes() == 0 ? "no limit" : Sizes.bytes(node.memoryLimitBytes()),
        node.policy(),
        node.fragmentation());
    line(
        text,
        "  keys",
        "%,d; %,d expired and %,d evicted so far",
        node.keys(),
        node.expired(),
        node.evicted());
    line(
        text,
        "  clients",
        "%,d, of which %,d blocked; %,d replicas",
        node.clients(),
        node.blockedClients(),
        node.replicas());
  }

  private void addGroups(StringBuilder text, Snapshot snapshot) {
    boolean all = snapshot.sampledKeys() >= snapshot.keys();
    text.append(String.format(
        Locale.ROOT,
        "%n%-28s %12s %11s %12s %10s%n",
        all ? "cache" : "cache (estimated)",
        "keys",
        "memory",
        "never expire",
        "largest"));
    for (KeyGroup group : snapshot.groups().stream().limit(MOST_GROUPS).toList()) {
      text.append(String.format(
          Locale.ROOT,
          "%-28s %,12d %11s %,12d %10s%n",
          group.name(),
          group.keys(),
          Sizes.bytes(group.bytes()),
          group.withoutExpiry(),
          Sizes.bytes(group.largestBytes())));
      if (names) {
        text.append("  ").append(group.largestKey()).append('\n');
      }
    }
    int more = snapshot.groups().size() - MOST_GROUPS;
    text.append(more > 0 ? "and " + more + " more\n" : "")
        .append(
            all
                ? ""
                : String.format(
                    Locale.ROOT,
                    "From a sample of %,d of %,d keys.%n",
                    snapshot.sampledKeys(),
                    snapshot.keys()));
  }

  private static void line(StringBuilder text, String what, String format, Object... values) {
    text.append(String.format(Locale.ROOT, "%-12s ", what))
        .append(values.length == 0 ? format : String.format(Locale.ROOT, format, values))
        .append('\n');
  }

  private static String time(NodeStats node) {
    Duration up = Duration.ofSeconds(node.uptimeSeconds());
    return up.toDays() > 0
        ? up.toDays() + " d " + up.toHoursPart() + " h"
        : up.toHours() + " h " + up.toMinutesPart() + " min";
  }

  private static String percent(@Nullable Double ratio) {
    return ratio == null ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * ratio);
  }

  /** A line below {@link #HEADING}. */
  static String of(Interval interval) {
    return String.format(
        Locale.ROOT,
        "%,10.0f %8s %,10.0f %,10.0f %11s %,8d %,12d",
        interval.commandsPerSecond(),
        percent(interval.hitRatio()),
        interval.evictedPerSecond(),
        interval.expiredPerSecond(),
        Sizes.bytes(interval.memoryBytes()),
        interval.clients(),
        interval.keys());
  }
}
