// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/** One run of the command in this JVM, and what came of it. */
record CommandLineRun(int exitCode, ByteArrayOutputStream data, String err) {

  static CommandLineRun of(String... arguments) {
    return with("", arguments);
  }

  /** With text on standard input. */
  static CommandLineRun with(String in, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal = new Terminal(
        new ByteArrayInputStream(in.getBytes(UTF_8)),
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8));
    int code = RedoubtCommand.commandLine(terminal).execute(arguments);
    return new CommandLineRun(code, out, err.toString(UTF_8));
  }

  byte[] bytes() {
    return data.toByteArray();
  }

  String out() {
    return data.toString(UTF_8);
  }
}
