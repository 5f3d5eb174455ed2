// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code redoubt put}: stores a string value. */
@Command(
    name = "put",
    description = "Store a value under a key, whatever was there before.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:stored", "2:Redis cannot be used"})
final class PutCommand implements Callable<Integer> {
  @Mixin
  private final RedisOptions redis = new RedisOptions();

  @Mixin
  private final OutputOptions output = new OutputOptions();

  private final Terminal terminal;
  private String key = "";
  private @Nullable String value;
  private @Nullable Duration ttl;

  PutCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Parameters(index = "0", paramLabel = "KEY", description = "The key as it is in Redis.")
  void setKey(String text) {
    this.key = text;
  }

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "VALUE",
      description = "The value; read from standard input if left out.")
  void setValue(String text) {
    this.value = text;
  }

  @Option(
      names = "--ttl",
      paramLabel = "DURATION",
      converter = Durations.Positive.class,
      description = "When it expires, such as 500ms, 30s, 10m; never if left out.")
  void setTtl(Duration duration) {
    this.ttl = duration;
  }

  @Override
  public Integer call() throws IOException {
    byte[] bytes = value == null ? terminal.in().readAllBytes() : value.getBytes(UTF_8);
    Request.Builder set = Request.command("SET").key(key).arg(bytes);
    if (ttl != null) {
      set.arg("PX").arg(ttl.toMillis());
    }
    redis.ask(client -> client.execute(set.reply(Reply.STATUS)));
    if (output.isJson()) {
      terminal.print(Json.write(new Put(key, ttl == null ? null : ttl.toMillis())));
    }
    return ExitCode.OK;
  }

  private record Put(String key, @Nullable Long ttlMillis) {}
}
