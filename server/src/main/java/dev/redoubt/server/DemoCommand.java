// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import dev.redoubt.RedoubtConfig;
import dev.redoubt.server.login.KeyFile;
import dev.redoubt.server.login.Login;
import dev.redoubt.server.tour.BreakableRedis;
import dev.redoubt.server.tour.Tour;
import dev.redoubt.session.KeyRing;
import dev.redoubt.testkit.RedisServer;
import dev.redoubt.testkit.RedisServerBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code redoubt demo}: a dictionary behind a cache, whose Redis may be killed. */
@Command(
    name = "demo",
    description = {
      "Look words up in a slow dictionary through a cache in Redis, over HTTP, and log in.",
      "Unless told of a Redis, by option or environment, it starts one of its own, which ends with it.",
      "The first line on standard output is the URL, or with --json an object that has it."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"130, 143:ended by Ctrl-C or SIGTERM", "2:the port or a Redis cannot be had"})
final class DemoCommand implements Callable<Integer> {
  private static final long MAX_MEMORY = 256L << 20;

  @Mixin
  private final RedisOptions redis = new RedisOptions();

  @Mixin
  private final HttpOptions http = new HttpOptions();

  @Mixin
  private final OutputOptions output = new OutputOptions();

  private final Terminal terminal;
  private Duration latency = Duration.ZERO;
  private Duration ttl = Duration.ZERO;
  private int visitors;
  private @Nullable Path data;

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

  @Option(
      names = "--visitors",
      paramLabel = "NUMBER",
      defaultValue = "20",
      description = "Visitors per second while somebody looks at the console, 0 to 100;"
          + " ${DEFAULT-VALUE} by default.")
  void setVisitors(int value) {
    this.visitors = value;
  }

  @Option(
      names = "--data",
      paramLabel = "DIRECTORY",
      description = {
        "Where the key of its sessions and the data of its own Redis are kept for the next time;",
        "redoubt/demo in XDG_STATE_HOME or ~/.local/state by default."
      })
  void setData(Path value) {
    this.data = value;
  }

  @Override
  public Integer call() throws Exception {
    // Side by side, since each takes a good part of the start.
    CompletableFuture<WordOrigin> origin =
        CompletableFuture.supplyAsync(() -> WordOrigin.open(latency));
    try (DemoDirectory directory = DemoDirectory.at(data)) {
      run(directory, origin);
    }
    return ExitCode.OK;
  }

  private void run(DemoDirectory directory, CompletableFuture<WordOrigin> origin) throws Exception {
    KeyRing keys = KeyFile.of(directory.key());
    @Nullable Own own = redis.areGiven() ? null : ownRedis(directory);
    RedoubtConfig config =
        own == null ? redis.config() : RedoubtConfig.of(own.redis().url());
    try (Application application = new Application(config);
        Login login = new Login(application.redoubt().client(), keys, application.registry())) {
      WordEndpoint words = new WordEndpoint(application.redoubt(), origin.join(), ttl);
      application.add(
          WordEndpoint.PATH + "*",
          words,
          WordEndpoint.PATH + "castle",
          "A word of the dictionary; says where it came from and how long that took.");
      add(login, application);
      if (own != null) {
        show(new Tour(own.redis(), origin.join(), words::visit, ttl, visitors), application);
      }
      String url = application.listen(http);
      application.tell(url, output.isJson(), own == null ? null : own.facts(), terminal);
      terminal.say("try       curl " + url + WordEndpoint.PATH + "castle");
      application.runUntilSignalled();
    }
  }

  /** Has the login served, and its sessions shown. */
  static void add(Login login, Application application) {
    application.add(
        login.handler(),
        Login.PATH + "/",
        "Log in",
        "A login, whose session is in Redis and outlives a restart of this.");
    application.redoubt().health().contribute(login.health());
    application.redoubt().health().listen(login.healthListener());
    application.console().showSessions(login::count);
  }

  /** Whoever can reach it from this machine may break the demo: its Redis is its own. */
  private void show(Tour tour, Application application) {
    application.console().show(tour);
    if (HostCheck.isLoopback(http.address())) {
      application.allowActions();
    }
  }

  private record Own(BreakableRedis redis, Started.OwnRedis facts) {}

  /** Is not closed here: it ends with this JVM, also when it was killed and started again. */
  private Own ownRedis(DemoDirectory directory) throws IOException {
    RedisServerBuilder builder = RedisServer.builder().maxMemory(MAX_MEMORY, "allkeys-lru");
    directory
        .redis()
        .ifPresentOrElse(
            builder::keepData,
            () -> terminal.say("another demo has the data in " + directory.path()
                + ": this one begins without, and keeps nothing"));
    RedisServer server = builder.start();
    BreakableRedis breakable = new BreakableRedis(server);
    Started.OwnRedis facts =
        Started.OwnRedis.of(breakable.port(), server.pid(), server.startCommand());
    terminal.say("started a Redis on port " + facts.port() + ", process " + facts.pid());
    terminal.say("kill it   " + facts.kill());
    terminal.say("again     " + facts.again());
    return new Own(breakable, facts);
  }
}
