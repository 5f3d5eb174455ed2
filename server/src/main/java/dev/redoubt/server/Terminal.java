// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;
import java.io.PrintStream;

/**
 * Where a command reads and writes: data go to {@code out}, everything said to a human to
 * {@code err}.
 */
record Terminal(InputStream in, PrintStream out, PrintStream err) {

  /** The process's own streams. */
  static Terminal ofProcess() {
    return new Terminal(System.in, System.out, System.err);
  }

  /** Prints one line of data, at once. */
  void print(String line) {
    print(line.getBytes(UTF_8));
  }

  /** Prints bytes as they are, and a line's end. */
  void print(byte[] data) {
    out.write(data, 0, data.length);
    out.write('\n');
    out.flush();
  }

  /** Says something that is not data. */
  void say(String line) {
    err.println("redoubt: " + line);
  }
}
