// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import dev.redoubt.server.bench.Progress;
import java.io.PrintStream;
import picocli.CommandLine.Help.Ansi;

/** One line of a terminal that is written over and over; nothing where there is no terminal. */
final class ProgressBar implements Progress {
  private static final int WIDTH = 40;
  private static final int LINE = 78;

  private final PrintStream err;

  private ProgressBar(PrintStream err) {
    this.err = err;
  }

  static Progress on(Terminal terminal) {
    return Ansi.AUTO.enabled() ? new ProgressBar(terminal.err()) : (share, doing) -> {};
  }

  @Override
  public void tell(double share, String doing) {
    int full = (int) Math.round(WIDTH * share);
    String line = "[" + "#".repeat(full) + "-".repeat(WIDTH - full) + "] " + Math.round(100 * share)
        + " % " + doing;
    err.print("\r" + line + " ".repeat(Math.max(0, LINE - line.length())));
    if (share >= 1) {
      err.print("\r" + " ".repeat(LINE) + "\r");
    }
    err.flush();
  }
}
