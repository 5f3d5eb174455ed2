// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import java.util.List;
import java.util.Set;

/** The entry point of the {@code redoubt} command. */
public final class Main {
  private static final List<String> LEVELS = List.of(
      "org.slf4j.simpleLogger.defaultLogLevel",
      "org.slf4j.simpleLogger.log.io.lettuce",
      "org.slf4j.simpleLogger.log.dev.redoubt");

  /** The commands that run until they are ended, so that their log is of interest. */
  private static final Set<String> LASTING = Set.of("demo", "serve");

  /** Runs the command and ends the process with its exit code. */
  public static void main(String... arguments) {
    if (arguments.length > 0 && !LASTING.contains(arguments[0])) {
      quiet();
    }
    System.exit(RedoubtCommand.commandLine(Terminal.ofProcess()).execute(arguments));
  }

  /** What a short command has to say it says itself. */
  private static void quiet() {
    for (String level : LEVELS) {
      if (System.getProperty(level) == null) {
        System.setProperty(level, "off");
      }
    }
  }

  private Main() {}
}
