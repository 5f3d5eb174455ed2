// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import dev.redoubt.client.SideReply;
import java.util.ArrayList;
import java.util.List;

/** Settings that are known to hurt. They are told, but degrade nothing: many are defaults. */
final class ConfigurationCheck {
  private static final long ENOUGH_BACKLOG = 16L << 20;
  private static final int RESP3 = 3;

  private ConfigurationCheck() {}

  /** What should be otherwise, one sentence each. */
  static List<String> warnings(Round round, boolean nativeTransport) {
    List<String> warnings = new ArrayList<>();
    for (Look look : round.masters()) {
      look.reading().memory().ifPresent(memory -> memory(look.node(), memory, warnings));
      look.reading().replication().ifPresent(one -> replication(look.node(), one, warnings));
      protocol(look, warnings);
      outputBuffer(look, warnings);
    }
    if (!nativeTransport) {
      warnings.add("this JVM has no native transport: a connection to a host that vanished is"
          + " noticed by its silence only; add netty-transport-native-epoll to the class path");
    }
    return List.copyOf(warnings);
  }

  private static void memory(String node, MemoryReading memory, List<String> to) {
    if (memory.maxBytes() == 0) {
      to.add(node + ": maxmemory is 0: a growing cache takes all memory of its host; set a limit");
    }
    if (!memory.evicts()) {
      to.add(node + ": maxmemory-policy is " + memory.policy()
          + ": a full cache refuses writes instead of making room; allkeys-lfu does");
    }
  }

  private static void replication(String node, ReplicationReading reading, List<String> to) {
    if (reading.replicas().isEmpty()) {
      return;
    }
    if (!reading.minReplicas()) {
      to.add(node + ": min-replicas-to-write is 0: a master that was cut off goes on taking writes"
          + " that a failover loses; 1 limits that to seconds");
    }
    if (reading.backlogBytes() < ENOUGH_BACKLOG) {
      to.add(node + ": repl-backlog-size is " + Gauge.bytes(reading.backlogBytes())
          + ": a replica that was away briefly is copied in full; 64 MiB are cheap");
    }
  }

  private static void protocol(Look look, List<String> to) {
    if (look.protocol() != 0 && look.protocol() < RESP3) {
      to.add(look.node() + ": speaks RESP2: no invalidations on the connection of the reads;"
          + " Redis 6 and newer speak RESP3");
    }
  }

  /** {@code normal 0 0 0 slave …}: a client that does not read may fill the server's memory. */
  private static void outputBuffer(Look look, List<String> to) {
    SideReply settings = look.answers().to(Question.SETTINGS);
    if (settings.value() instanceof List<?> pairs
        && pairs.stream()
            .map(Reader::text)
            .anyMatch(text -> String.valueOf(text).startsWith("normal 0 0 0"))) {
      to.add(look.node() + ": client-output-buffer-limit normal is 0: a client that does not read"
          + " its replies takes the server's memory; 64mb 32mb 30 ends it");
    }
  }

  /** What could not be checked. */
  static List<String> unread(Round round) {
    List<String> unread = new ArrayList<>();
    for (Look look : round.masters()) {
      for (Question question : List.of(Question.MEMORY, Question.REPLICATION, Question.SETTINGS)) {
        if (look.answers().isForbidden(question)) {
          unread.add(Unread.finding(look, "", question).reason() + " at " + look.node());
        }
      }
    }
    return List.copyOf(unread);
  }
}
