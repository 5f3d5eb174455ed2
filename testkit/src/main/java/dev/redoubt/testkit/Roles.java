// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

/** What servers say of their place in a replication. */
final class Roles {
  private Roles() {}

  static boolean isMaster(RedisServer server) {
    return server.info("replication", "role").equals("master");
  }

  static long onlineReplicas(RedisServer master) {
    return String.valueOf(master.command("INFO", "replication"))
        .lines()
        .filter(line -> line.startsWith("slave") && line.contains("state=online"))
        .count();
  }
}
