// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How Sentinels watch over a master, and what they say of it. */
record Watch(String masterName, int sentinels, Duration downAfter, Duration failoverTimeout) {
  /** The lines of a Sentinel's configuration. */
  List<String> lines(int masterPort) {
    int quorum = sentinels / 2 + 1;
    return List.of(
        "sentinel monitor " + masterName + " " + Loopback.HOST + " " + masterPort + " " + quorum,
        "sentinel down-after-milliseconds " + masterName + " " + downAfter.toMillis(),
        "sentinel failover-timeout " + masterName + " " + failoverTimeout.toMillis(),
        "sentinel parallel-syncs " + masterName + " 10",
        "sentinel auth-user " + masterName + " " + Admin.USER,
        "sentinel auth-pass " + masterName + " " + Admin.PASSWORD);
  }

  /** The port of the server that this Sentinel calls the master, or 0. */
  long masterPort(RedisServer sentinel) {
    Object address = sentinel.command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", masterName);
    return address instanceof List<?> parts ? Long.parseLong(String.valueOf(parts.get(1))) : 0;
  }

  boolean knowsEverybody(RedisServer sentinel, int replicas) {
    Object master = sentinel.command("SENTINEL", "MASTER", masterName);
    return String.valueOf(sentinels - 1).equals(field(master, "num-other-sentinels"))
        && String.valueOf(replicas).equals(field(master, "num-slaves"));
  }

  /** The value after a name in an array of names and values. */
  private static @Nullable String field(@Nullable Object reply, String name) {
    if (!(reply instanceof List<?> fields)) {
      return null;
    }
    int index = fields.indexOf(name);
    return index < 0 ? null : String.valueOf(fields.get(index + 1));
  }
}
