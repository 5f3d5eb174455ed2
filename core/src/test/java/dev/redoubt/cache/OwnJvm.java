// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts main classes of the tests in JVMs of their own. */
final class OwnJvm {
  /** Starts one; what it says on standard error appears on ours. */
  static Process start(Class<?> main, Object... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        main.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
  }

  private OwnJvm() {}
}
