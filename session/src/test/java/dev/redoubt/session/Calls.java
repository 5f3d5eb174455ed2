// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import dev.redoubt.testkit.RedisServer;

/** How many commands a server has carried out, by its own statistics. */
final class Calls {
  /** Calls of scripts. */
  static long ofScripts(RedisServer server) {
    return of(server, "evalsha") + of(server, "eval");
  }

  static long of(RedisServer server, String command) {
    String line = server.info("commandstats", "cmdstat_" + command);
    if (line.isEmpty()) {
      return 0;
    }
    return Long.parseLong(line.substring(line.indexOf('=') + 1, line.indexOf(',')));
  }

  private Calls() {}
}
