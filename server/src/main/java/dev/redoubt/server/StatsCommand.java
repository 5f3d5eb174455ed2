// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import dev.redoubt.RedoubtException;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.server.stats.Interval;
import dev.redoubt.server.stats.Snapshot;
import dev.redoubt.server.stats.Statistics;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code redoubt stats}: what a Redis and the caches in it are doing. */
@Command(
    name = "stats",
    description = {
      "Tell what a Redis and the caches in it are doing now.",
      "Numbers of keys and bytes by cache come from a sample, taken by SCAN in short steps."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:told", "2:Redis cannot be used"})
final class StatsCommand implements Callable<Integer> {
  /** The heading is told again after so many lines. */
  private static final int PAGE = 20;

  @Mixin
  private final RedisOptions redis = new RedisOptions();

  @Mixin
  private final PrefixOptions keys = new PrefixOptions();

  @Mixin
  private final OutputOptions output = new OutputOptions();

  private final Terminal terminal;
  private @Nullable Duration every;
  private int sample;
  private int count;
  private boolean names;

  StatsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Option(
      names = "--watch",
      arity = "0..1",
      fallbackValue = "2s",
      paramLabel = "DURATION",
      converter = Durations.Positive.class,
      description = "A line each so often, ${FALLBACK-VALUE} if not told, until Ctrl-C.")
  void setEvery(Duration value) {
    this.every = value;
  }

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "0",
      description = "With --watch: end after so many lines.")
  void setCount(int value) {
    this.count = value;
  }

  @Option(
      names = "--sample",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many keys to look at, 0 for none; ${DEFAULT-VALUE} by default.")
  void setSample(int value) {
    this.sample = value;
  }

  @Option(names = "--keys", description = "Name the largest key of each cache.")
  void setNames(boolean value) {
    this.names = value;
  }

  @Override
  public Integer call() throws InterruptedException {
    Duration pause = every;
    if (pause != null) {
      return watch(pause);
    }
    Snapshot snapshot;
    try (ProtectedClient client = redis.connect();
        Statistics statistics = new Statistics(client)) {
      snapshot = statistics.look(keys.prefix(), sample);
    }
    StatsText text = new StatsText(names);
    terminal.print(output.isJson() ? Json.write(text.shown(snapshot)) : text.of(snapshot));
    return ExitCode.OK;
  }

  private int watch(Duration pause) throws InterruptedException {
    try (ProtectedClient client = redis.connect();
        Statistics statistics = new Statistics(client)) {
      Snapshot before = statistics.look(keys.prefix(), 0);
      long from = System.nanoTime();
      for (int line = 0; count == 0 || line < count; line++) {
        TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        try {
          Snapshot after = statistics.look(keys.prefix(), 0);
          long now = System.nanoTime();
          tell(line, Interval.between(before, after, (now - from) / 1e9));
          before = after;
          from = now;
        } catch (RedoubtException e) {
          terminal.say(String.valueOf(e.getMessage()));
        }
      }
    }
    return ExitCode.OK;
  }

  private void tell(int line, Interval interval) {
    if (output.isJson()) {
      terminal.print(Json.write(interval));
      return;
    }
    if (line % PAGE == 0) {
      terminal.print(StatsText.HEADING);
    }
    terminal.print(StatsText.of(interval));
  }
}
