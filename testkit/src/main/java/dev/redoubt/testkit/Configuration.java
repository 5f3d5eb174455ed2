// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.nio.file.Path;
import java.util.List;

/**
 * What one server is started with.
 *
 * @param port the port it must have, or 0 for any free one
 * @param arguments added to the command line
 * @param lines added to the configuration file
 */
record Configuration(int port, List<String> arguments, List<String> lines) {
  Configuration {
    arguments = List.copyOf(arguments);
    lines = List.copyOf(lines);
  }

  /** The text of redis.conf for a server on that port in that directory. */
  String text(int actualPort, Path directory) {
    return String.join(
        "\n",
        "port " + actualPort,
        "bind " + Loopback.HOST,
        "dir " + quoted(directory.toString()),
        "daemonize no",
        "logfile \"\"",
        // The guardian recognises a process by the directory in its command line.
        "set-proc-title no",
        "user " + Admin.USER + " on >" + Admin.PASSWORD + " ~* &* +@all",
        String.join("\n", lines),
        "");
  }

  /** A value as redis.conf reads it, whatever characters it holds. */
  static String quoted(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
