// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import dev.redoubt.HostAndPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One node of a cluster as another one describes it: one line of its reply to CLUSTER NODES.
 *
 * @param id by which the nodes know each other
 * @param address where clients reach it
 * @param flags as Redis writes them, such as {@code master} and {@code fail?}
 * @param masterId the id of a replica's master; {@code -} for a master
 * @param epoch the configuration epoch of its claim to its slots: of two, the higher is the newer
 * @param linked whether the node that was asked is connected to it
 * @param slots what it owns; without those on their way, which their owner still serves
 * @see <a href="https://redis.io/docs/latest/commands/cluster-nodes/">Redis: CLUSTER NODES</a>
 */
public record ClusterNode(
    String id,
    HostAndPort address,
    Set<String> flags,
    String masterId,
    long epoch,
    boolean linked,
    List<Slots> slots) {

  private static final int ID = 0;
  private static final int ADDRESS = 1;
  private static final int FLAGS = 2;
  private static final int MASTER = 3;
  private static final int EPOCH = 6;
  private static final int LINK = 7;
  private static final int FIRST_SLOTS = 8;

  /** Copies the collections. */
  public ClusterNode {
    flags = Set.copyOf(flags);
    slots = List.copyOf(slots);
  }

  /** Slots that follow each other: from {@code first} to {@code last}, which is one of them. */
  public record Slots(int first, int last) {
    /** How many they are. */
    public int count() {
      return last - first + 1;
    }

    /** Reads {@code 5} or {@code 0-99}. */
    private static Slots parse(String text) {
      int dash = text.indexOf('-');
      int first = Integer.parseInt(dash < 0 ? text : text.substring(0, dash));
      int last = dash < 0 ? first : Integer.parseInt(text.substring(dash + 1));
      if (first < 0 || last < first || last >= Routes.SLOTS) {
        throw new IllegalArgumentException("'" + text + "' are no slots");
      }
      return new Slots(first, last);
    }
  }

  /** Whether it is a master, living or not. */
  public boolean isMaster() {
    return flags.contains("master");
  }

  /**
   * Reads the whole reply. Nodes without a known address are left out.
   *
   * @param asked the host of the node that was asked: one that does not know its own leaves it out
   * @throws IllegalArgumentException when a line is not as Redis writes it
   */
  public static List<ClusterNode> parse(String reply, String asked) {
    List<ClusterNode> nodes = new ArrayList<>();
    for (String line : reply.lines().toList()) {
      ClusterNode node = line.isEmpty() ? null : parseLine(line.split(" ", -1), asked);
      if (node != null) {
        nodes.add(node);
      }
    }
    return nodes;
  }

  private static @Nullable ClusterNode parseLine(String[] fields, String asked) {
    if (fields.length < FIRST_SLOTS) {
      throw new IllegalArgumentException(
          "a node is described by " + fields.length + " fields instead of " + FIRST_SLOTS);
    }
    Set<String> flags = Set.of(fields[FLAGS].split(",", -1));
    HostAndPort address = address(fields[ADDRESS], asked);
    if (address == null) {
      return null;
    }
    List<Slots> slots = new ArrayList<>(fields.length - FIRST_SLOTS);
    for (int i = FIRST_SLOTS; i < fields.length; i++) {
      // In brackets stand slots on their way to or from another node.
      if (!fields[i].isEmpty() && !fields[i].startsWith("[")) {
        slots.add(Slots.parse(fields[i]));
      }
    }
    return new ClusterNode(
        fields[ID],
        address,
        flags,
        fields[MASTER],
        Long.parseLong(fields[EPOCH]),
        flags.contains("myself") || fields[LINK].equals("connected"),
        slots);
  }

  /** Redis writes {@code ip:port@busport,hostname}; the ip may be missing, port 0 is none. */
  private static @Nullable HostAndPort address(String field, String asked) {
    int end = 0;
    while (end < field.length() && field.charAt(end) != '@' && field.charAt(end) != ',') {
      end++;
    }
    int colon = field.lastIndexOf(':', end - 1);
    int port = colon < 0 ? 0 : Integer.parseInt(field.substring(colon + 1, end));
    String host = colon <= 0 ? asked : field.substring(0, colon);
    return port == 0 ? null : new HostAndPort(host, port);
  }
}
