// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import dev.redoubt.RedoubtConfig;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code redoubt demo}: a dictionary behind a cache, whose Redis may be killed. */
@Command(
    name = "demo",
    description = {
      "Look words up in a slow dictionary through a cache in Redis, over HTTP.",
      "Unless told of a Redis, by option or environment, it starts one of its own, which ends with it.",
      "The first line on standard output is the URL."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"130, 143:ended by Ctrl-C or SIGTERM", "2:the port or a Redis cannot be had"})
final class DemoCommand implements Callable<Integer> {
  private static final long MAX_MEMORY = 256L << 20;

  @Mixin
  private final RedisOptions redis = new RedisOptions();

  @Mixin
  private final HttpOptions http = new HttpOptions();

  private final Terminal terminal;
  private Duration latency = Duration.ZERO;
  private Duration ttl = Duration.ZERO;

  DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Option(
      names = "--origin-latency",
      paramLabel = "DURATION",
      converter = Durations.class,
      defaultValue = "200ms",
      description = "How long the dictionary takes for each word; ${DEFAULT-VALUE} by default.")
  void setLatency(Duration value) {
    this.latency = value;
  }

  @Option(
      names = "--ttl",
      paramLabel = "DURATION",
      converter = Durations.Positive.class,
      defaultValue = "1h",
      description = "How long a word stays in the cache; ${DEFAULT-VALUE} by default.")
  void setTtl(Duration value) {
    this.ttl = value;
  }

  @Override
  public Integer call() throws Exception {
    // Side by side, since each takes a good part of the start.
    CompletableFuture<WordOrigin> origin =
        CompletableFuture.supplyAsync(() -> WordOrigin.open(latency));
    RedoubtConfig config =
        redis.areGiven() ? redis.config() : RedoubtConfig.of(ownRedis().url());
    try (Application application = new Application(config)) {
      WordEndpoint words = new WordEndpoint(application.redoubt(), origin.join(), ttl);
      application.add(
          WordEndpoint.PATH + "*",
          words,
          WordEndpoint.PATH + "castle",
          "A word of the dictionary; says where it came from and how long that took.");
      String url = application.listen(http);
      terminal.print(url);
      terminal.say("try       curl " + url + WordEndpoint.PATH + "castle");
      application.runUntilSignalled();
    }
    return ExitCode.OK;
  }

  /** Is not closed here: it ends with this JVM, also when it was killed and started again. */
  private RedisServer ownRedis() {
    RedisServer server =
        RedisServer.builder().maxMemory(MAX_MEMORY, "allkeys-lru").start();
    terminal.say("started a Redis on port " + server.port() + ", process " + server.pid());
    terminal.say("kill it   kill -9 " + server.pid());
    terminal.say("again     " + server.startCommand());
    return server;
  }
}
