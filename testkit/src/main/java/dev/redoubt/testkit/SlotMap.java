// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which ports serve which slots, as one node of a cluster sees it. */
record SlotMap(List<Range> ranges) {
  static final int SLOTS = 16_384;

  /** Slots of one master; both ends belong to it. */
  record Range(int from, int to, long master, List<Long> replicas) {}

  SlotMap {
    ranges = List.copyOf(ranges);
  }

  /** What that node says. */
  static SlotMap of(RedisServer node) {
    Object reply = node.command("CLUSTER", "SLOTS");
    List<Range> ranges = elements(reply).stream()
        .map(SlotMap::range)
        .sorted(Comparator.comparingInt(Range::from))
        .toList();
    return new SlotMap(ranges);
  }

  /** From, to, and then for each server an array of address, port, id and more. */
  private static Range range(@Nullable Object reply) {
    List<?> parts = elements(reply);
    List<Long> ports =
        parts.stream().skip(2).map(server -> number(elements(server).get(1))).toList();
    List<Long> replicas = ports.stream().skip(1).sorted().toList();
    return new Range(
        (int) number(parts.get(0)), (int) number(parts.get(1)), ports.get(0), replicas);
  }

  private static List<?> elements(@Nullable Object reply) {
    if (reply instanceof List<?> elements) {
      return elements;
    }
    throw new IllegalStateException("expected an array, but got " + reply);
  }

  private static long number(@Nullable Object reply) {
    return Long.parseLong(String.valueOf(reply));
  }

  /** The port of the slot's master, or 0 if nobody serves it. */
  long masterOf(int slot) {
    return ranges.stream()
        .filter(range -> range.from() <= slot && slot <= range.to())
        .mapToLong(Range::master)
        .findFirst()
        .orElse(0);
  }

  /** The ports of the masters, each once, in the order of their first slots. */
  List<Long> masters() {
    return ranges.stream().map(Range::master).distinct().toList();
  }

  /** The ports of those replicas of a master that are not taken for dead. */
  List<Long> replicasOf(long master) {
    return ranges.stream()
        .filter(range -> range.master() == master)
        .flatMap(range -> range.replicas().stream())
        .distinct()
        .toList();
  }

  /** Whether both name the same master for every slot. */
  boolean agreesWith(SlotMap other) {
    return mastersOnly().equals(other.mastersOnly());
  }

  private List<Range> mastersOnly() {
    return ranges.stream()
        .map(range -> new Range(range.from(), range.to(), range.master(), List.of()))
        .toList();
  }
}
