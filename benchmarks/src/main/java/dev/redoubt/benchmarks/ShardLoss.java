// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

import dev.redoubt.BreakerState;
import dev.redoubt.benchmarks.ShardLossCallers.All;
import dev.redoubt.benchmarks.ShardLossCallers.Seen;
import dev.redoubt.client.NodeStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures what the keys of two masters notice when the third is killed: in each round the same
 * callers read through a cache with all masters alive, and again from the moment of the kill.
 */
@Command(
    name = "benchmarks/run --shard-loss",
    description = "Kills one of three masters and compares the reads of the others' keys.",
    sortOptions = false)
public final class ShardLoss implements Callable<Integer> {
  @Option(names = "--rounds", paramLabel = "N", description = "Rounds (${DEFAULT-VALUE}).")
  private int rounds = 30;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Length of each half of a round (${DEFAULT-VALUE}).")
  private int seconds = 4;

  @Option(
      names = "--page",
      paramLabel = "FILE",
      description = "Also replaces the figures in this page, such as docs/performance.md.")
  private @Nullable Path page;

  private ShardLoss() {}

  /** One round: before the kill and after it, and which breakers were open at its end. */
  private record Round(All earlier, All later, List<String> open) {
    Seen before() {
      return earlier.living();
    }

    Seen after() {
      return later.living();
    }

    Seen lost() {
      return later.lost();
    }

    Seen controlBefore() {
      return earlier.control();
    }

    Seen controlAfter() {
      return later.control();
    }
  }

  /** Runs the command and ends the JVM. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new ShardLoss()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    List<Round> done = new ArrayList<>();
    try (ShardLossCluster cluster = ShardLossCluster.start()) {
      run(cluster); // Warms the compiler up and does not count.
      for (int i = 0; i < rounds; i++) {
        System.err.printf("round %d of %d%n", i + 1, rounds);
        done.add(run(cluster));
      }
    }
    System.out.print(grid(done).toText());
    System.out.println(summary(done));
    if (page != null) {
      new Page(page, "shard loss")
          .write(Versions.describe(Jdk.own()) + "\n\n" + grid(done).toMarkdown() + "\n"
              + summary(done) + "\n");
    }
    return 0;
  }

  private Round run(ShardLossCluster cluster) throws InterruptedException {
    ShardLossCallers callers = new ShardLossCallers(cluster, seconds);
    All before = callers.read(cluster.livingKeys(), cluster.lostKeys());
    cluster.kill();
    All after = callers.read(cluster.livingKeys(), cluster.lostKeys());
    List<String> open = cluster.client().nodes().stream()
        .filter(node -> node.breaker() != BreakerState.CLOSED)
        .map(NodeStatus::name)
        .toList();
    cluster.restart();
    return new Round(before, after, open);
  }

  private static Grid grid(List<Round> rounds) {
    Grid grid = new Grid("", "reads", "from Redis", "failed", "p50 µs", "p99 µs");
    grid.row(cells("living masters' keys, before", rounds, Round::before));
    grid.row(cells("living masters' keys, after the kill", rounds, Round::after));
    grid.row(cells("killed master's keys, after the kill", rounds, Round::lost));
    grid.row(cells("plain Lettuce, living masters, before", rounds, Round::controlBefore));
    grid.row(cells("plain Lettuce, living masters, after the kill", rounds, Round::controlAfter));
    return grid;
  }

  /** Which of a round's figures. */
  @FunctionalInterface
  private interface Part {
    Seen of(Round round);
  }

  private static String[] cells(String name, List<Round> rounds, Part part) {
    List<Seen> seen = rounds.stream().map(part::of).toList();
    long reads = seen.stream().mapToLong(Seen::reads).sum();
    long loads = seen.stream().mapToLong(Seen::loads).sum();
    return new String[] {
      name,
      Long.toString(reads),
      String.format(Locale.ROOT, "%.2f %%", 100.0 * (reads - loads) / reads),
      Long.toString(seen.stream().mapToLong(Seen::failures).sum()),
      micros(median(seen, one -> one.micros(50))),
      micros(median(seen, one -> one.micros(99)))
    };
  }

  private static String summary(List<Round> rounds) {
    long onlyOne = rounds.stream().filter(round -> round.open().size() == 1).count();
    return String.format(
        Locale.ROOT,
        "%nAfter the kill to before, median of %d rounds: p50 × %.2f, p99 × %.2f;"
            + " plain Lettuce: p50 × %.2f, p99 × %.2f."
            + " One breaker open, the killed node's, at the end of %d of them.",
        rounds.size(),
        ratio(rounds, 50, Round::after, Round::before),
        ratio(rounds, 99, Round::after, Round::before),
        ratio(rounds, 50, Round::controlAfter, Round::controlBefore),
        ratio(rounds, 99, Round::controlAfter, Round::controlBefore),
        onlyOne);
  }

  private static double ratio(List<Round> rounds, double percentile, Part after, Part before) {
    return median(
        rounds, round -> after.of(round).micros(percentile) / before.of(round).micros(percentile));
  }

  private static <T> double median(List<T> all, ToDoubleFunction<T> figure) {
    List<Double> sorted = all.stream()
        .map(figure::applyAsDouble)
        .sorted(Comparator.naturalOrder())
        .toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private static String micros(double micros) {
    return String.format(Locale.ROOT, "%.0f", micros);
  }
}
