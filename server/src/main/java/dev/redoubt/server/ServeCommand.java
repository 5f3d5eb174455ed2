// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code redoubt serve}: health and metrics of a Redis over HTTP. */
@Command(
    name = "serve",
    description = {
      "Serve health and metrics of a Redis over HTTP.",
      "The first line on standard output is the URL, or with --json an object that has it."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"130, 143:ended by Ctrl-C or SIGTERM", "2:the port cannot be had"})
final class ServeCommand implements Callable<Integer> {
  @Mixin
  private final RedisOptions redis = new RedisOptions();

  @Mixin
  private final HttpOptions http = new HttpOptions();

  @Mixin
  private final OutputOptions output = new OutputOptions();

  private final Terminal terminal;

  ServeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    try (Application application = new Application(redis.config())) {
      application.tell(application.listen(http), output.isJson(), null, terminal);
      application.runUntilSignalled();
    }
    return ExitCode.OK;
  }
}
