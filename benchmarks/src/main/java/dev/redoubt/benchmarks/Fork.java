// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.LogManager;

/** The JVM of one table; {@link Launcher} starts it. */
final class Fork {
  private Fork() {}

  /**
   * Runs the table and ends the JVM.
   *
   * @param args the table, this fork's number, the file to append samples to, and the
   *     {@link Pace}'s numbers; then the variants to run, if not all
   */
  public static void main(String[] args) throws Exception {
    silenceLogs();
    Pace pace = new Pace(
        1,
        Integer.parseInt(args[3]),
        Integer.parseInt(args[4]),
        Integer.parseInt(args[5]),
        Integer.parseInt(args[6]));
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(Path.of(args[2])))) {
      Table<?> table = Tables.named(args[0]).only(List.of(args).subList(7, args.length));
      new Rounds<>(table, pace, args[1], sample -> out.println(sample.toLine())).run();
    }
    // A peer's thread that is not a daemon must not keep the JVM.
    System.exit(0);
  }

  /** What peers log, mostly on closing, is not to stand between the figures. */
  static void silenceLogs() {
    LogManager.getLogManager().reset();
  }
}
