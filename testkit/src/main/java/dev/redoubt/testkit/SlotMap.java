// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which nodes serve which slots, as one node of a cluster sees it. Nodes are known by their ids,
 * since ports differ with TLS and proxies.
 *
 * @param ranges in the order of the slots
 * @param replicas ids of those that are not taken for dead, by their master's id
 */
record SlotMap(List<Range> ranges, Map<String, List<String>> replicas) {
  static final int SLOTS = 16_384;

  private static final int ID = 0;
  private static final int FLAGS = 2;
  private static final int MASTER = 3;
  private static final int FIRST_RANGE = 8;

  /** Slots of one master; both ends belong to it. */
  record Range(int from, int to, String master) {}

  SlotMap {
    ranges = List.copyOf(ranges);
    replicas = Map.copyOf(replicas);
  }

  /** What that node says ({@code CLUSTER NODES}, one line a node). */
  static SlotMap of(RedisServer node) {
    List<Range> ranges = new ArrayList<>();
    Map<String, List<String>> replicas = new TreeMap<>();
    String nodes = String.valueOf(node.command("CLUSTER", "NODES"));
    for (String line : nodes.lines().sorted().toList()) {
      List<String> fields = List.of(line.split(" "));
      List<String> flags = List.of(fields.get(FLAGS).split(","));
      if (flags.contains("slave") && !flags.contains("fail")) {
        replicas.computeIfAbsent(fields.get(MASTER), id -> new ArrayList<>()).add(fields.get(ID));
      }
      // What is in brackets is on its way from or to another node.
      fields.stream()
          .skip(FIRST_RANGE)
          .filter(range -> !range.startsWith("["))
          .forEach(range -> ranges.add(range(range, fields.get(ID))));
    }
    ranges.sort(Comparator.comparingInt(Range::from));
    return new SlotMap(ranges, replicas);
  }

  /** Either one slot or the first and the last. */
  private static Range range(String text, String master) {
    int dash = text.indexOf('-');
    int from = Integer.parseInt(dash < 0 ? text : text.substring(0, dash));
    return new Range(from, dash < 0 ? from : Integer.parseInt(text.substring(dash + 1)), master);
  }

  /**
   * The id of the slot's master.
   *
   * @throws IllegalStateException if nobody serves it
   */
  String masterOf(int slot) {
    return ranges.stream()
        .filter(range -> range.from() <= slot && slot <= range.to())
        .map(Range::master)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("nobody serves slot " + slot));
  }

  /** The ids of the masters, each once, in the order of their first slots. */
  List<String> masters() {
    return ranges.stream().map(Range::master).distinct().toList();
  }

  /** The ids of those replicas of a master that are not taken for dead. */
  List<String> replicasOf(String master) {
    return replicas.getOrDefault(master, List.of());
  }
}
