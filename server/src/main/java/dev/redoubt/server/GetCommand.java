// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code redoubt get}: prints a string value, byte for byte. */
@Command(
    name = "get",
    description = "Print the value of a key.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:there is such a key", "1:there is not", "2:Redis cannot be used"})
final class GetCommand implements Callable<Integer> {
  @Mixin
  private final RedisOptions redis = new RedisOptions();

  @Mixin
  private final OutputOptions output = new OutputOptions();

  private final Terminal terminal;
  private String key = "";

  GetCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Parameters(paramLabel = "KEY", description = "The key as it is in Redis, prefix included.")
  void setKey(String value) {
    this.key = value;
  }

  @Override
  public Integer call() {
    byte @Nullable [] value = redis.ask(client -> client.get(key.getBytes(UTF_8)));
    if (value == null) {
      terminal.say("no such key");
      return ExitCode.ABSENT;
    }
    if (output.isJson()) {
      terminal.print(Json.write(StoredValue.of(key, value)));
    } else {
      terminal.print(value);
    }
    return ExitCode.OK;
  }
}
