// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import dev.redoubt.RedoubtConfig;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.server.bench.Bench;
import dev.redoubt.server.bench.Plan;
import dev.redoubt.server.bench.Progress;
import dev.redoubt.server.bench.Report;
import dev.redoubt.server.stats.NodeStats;
import dev.redoubt.server.stats.Snapshot;
import dev.redoubt.server.stats.Statistics;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code redoubt bench}: a short load on the user's own Redis. */
@Command(
    name = "bench",
    description = {
      "Put a short load on a Redis, through Redoubt and through plain Lettuce by turns.",
      "It stores keys of its own, PREFIX:bench:…, which it removes again and which expire anyway."
          + " Nothing else is touched, but whoever uses this Redis shares it with the load."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:measured", "1:measured, with errors", "2:Redis cannot be used"})
final class BenchCommand implements Callable<Integer> {
  /** Of the memory that is left, the load may take so much. */
  private static final double MODEST = 0.5;

  @Mixin
  private final RedisOptions redis = new RedisOptions();

  @Mixin
  private final PrefixOptions prefix = new PrefixOptions();

  @Mixin
  private final OutputOptions output = new OutputOptions();

  private final Terminal terminal;
  private @Nullable CommandSpec spec;
  private int threads;
  private int keys;
  private int valueBytes;
  private int writes;
  private Duration time = Duration.ZERO;

  BenchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Spec
  void setSpec(CommandSpec value) {
    this.spec = value;
  }

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "16",
      description = "How many callers ask at once; ${DEFAULT-VALUE} by default.")
  void setThreads(int value) {
    this.threads = value;
  }

  @Option(
      names = "--keys",
      paramLabel = "N",
      defaultValue = "10000",
      description = "How many different keys; ${DEFAULT-VALUE} by default.")
  void setKeys(int value) {
    this.keys = value;
  }

  @Option(
      names = "--value-size",
      paramLabel = "BYTES",
      defaultValue = "512",
      description = "How large a value is; ${DEFAULT-VALUE} by default.")
  void setValueBytes(int value) {
    this.valueBytes = value;
  }

  @Option(
      names = "--writes",
      paramLabel = "PERCENT",
      defaultValue = "10",
      description = "How many of 100 requests are writes; ${DEFAULT-VALUE} by default.")
  void setWrites(int value) {
    this.writes = value;
  }

  @Option(
      names = "--time",
      paramLabel = "DURATION",
      converter = Durations.Positive.class,
      defaultValue = "10s",
      description = "How long all rounds take together; ${DEFAULT-VALUE} by default.")
  void setTime(Duration value) {
    this.time = value;
  }

  @Override
  public Integer call() throws InterruptedException {
    Plan plan = plan();
    RedoubtConfig config = redis.shortLived();
    try (ProtectedClient client = redis.connect()) {
      refuseToFill(client, plan);
      Progress progress = ProgressBar.on(terminal);
      Report report = new Bench(config, plan, progress).run(client);
      terminal.print(output.isJson() ? Json.write(report) : BenchText.of(report));
      boolean fine = report.results().stream().allMatch(result -> result.errors() == 0);
      return fine ? ExitCode.OK : ExitCode.DEGRADED;
    }
  }

  private Plan plan() {
    try {
      return new Plan(threads, keys, valueBytes, writes, time, prefix.prefix());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(Objects.requireNonNull(spec).commandLine(), e.getMessage());
    }
  }

  /** A benchmark must not evict what an application has stored. */
  private static void refuseToFill(ProtectedClient client, Plan plan) {
    Snapshot now;
    try (Statistics statistics = new Statistics(client)) {
      now = statistics.look("", 0);
    }
    if (now.nodes().stream().anyMatch(node -> node.memoryLimitBytes() == 0)) {
      return;
    }
    long free = now.nodes().stream().mapToLong(BenchCommand::free).sum();
    if (plan.bytes() > MODEST * free) {
      throw new RefusedException("the load would take " + plan.bytes() + " bytes, and only " + free
          + " are free below maxmemory; fewer --keys or a smaller --value-size would do");
    }
  }

  private static long free(NodeStats node) {
    return Math.max(0, node.memoryLimitBytes() - node.memoryBytes());
  }
}
