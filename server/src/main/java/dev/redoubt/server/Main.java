// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

/** The entry point of the {@code redoubt} command. */
public final class Main {

  /** Runs the command and ends the process with its exit code. */
  public static void main(String... arguments) {
    System.exit(RedoubtCommand.commandLine(Terminal.ofProcess()).execute(arguments));
  }

  private Main() {}
}
