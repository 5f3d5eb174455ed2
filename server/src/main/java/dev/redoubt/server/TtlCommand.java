// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code redoubt ttl}: prints how long a key will live. */
@Command(
    name = "ttl",
    description = "Print the seconds until a key expires, or 'never'.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:there is such a key", "1:there is not", "2:Redis cannot be used"})
final class TtlCommand implements Callable<Integer> {
  /** What PTTL answers for a key without expiry; for an absent one it is less. */
  private static final long NEVER = -1;

  @Mixin
  private final RedisOptions redis = new RedisOptions();

  @Mixin
  private final OutputOptions output = new OutputOptions();

  private final Terminal terminal;
  private String key = "";

  TtlCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Parameters(paramLabel = "KEY", description = "The key as it is in Redis, prefix included.")
  void setKey(String value) {
    this.key = value;
  }

  @Override
  public Integer call() {
    Request<Long> question = Request.command("PTTL").key(key).reply(Reply.INTEGER);
    Long millis = redis.ask(client -> client.execute(question));
    if (millis == null || millis < NEVER) {
      terminal.say("no such key");
      return ExitCode.ABSENT;
    }
    Long left = millis == NEVER ? null : millis;
    terminal.print(output.isJson() ? Json.write(new Ttl(key, left)) : text(left));
    return ExitCode.OK;
  }

  /** Rounded up: a key that is still there has not 0 seconds left. */
  private static String text(@Nullable Long millis) {
    return millis == null ? "never" : Long.toString((millis + 999) / 1000);
  }

  private record Ttl(String key, @Nullable Long ttlMillis) {}
}
