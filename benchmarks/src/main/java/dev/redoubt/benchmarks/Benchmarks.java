// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command: runs tables and prints them with the goals. */
@Command(
    name = "benchmarks/run",
    description = "Compares Redoubt with other clients and cache layers on a real Redis.",
    footer = {
      "",
      "As the first argument, these run something else instead:",
      "  --shard-loss    what the other keys notice when one of three masters is killed",
      "  --jmh           the JMH benchmarks of single parts (arguments of JMH follow)"
    },
    sortOptions = false)
public final class Benchmarks implements Callable<Integer> {
  @Option(names = "--quick", description = "Less than 3 minutes, to look; not for figures.")
  private boolean quick;

  @Option(
      names = "--table",
      split = ",",
      paramLabel = "NAME",
      description =
          "Only these: sync, virtual, async, bulk, cluster, cache, session; all but the last if none.")
  private List<String> names = List.of();

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "VARIANT",
      description = "Only these variants, as the tables name them; to profile.")
  private List<String> variants = List.of();

  @Option(
      names = "--java",
      paramLabel = "HOME",
      description = "The JDK that runs the tables; one that needs a newer takes the newest beside.")
  private @Nullable Path home;

  @Option(names = "--jvm", paramLabel = "OPTION", description = "Added to the tables' JVMs.")
  private List<String> jvmOptions = List.of();

  @Option(names = "--forks", paramLabel = "N", description = "JVMs for each table.")
  private @Nullable Integer forks;

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      description = "-Dredoubt.test.redis-server=PATH runs another Redis than the bundled one.")
  private Map<String, String> properties = Map.of();

  @Option(names = "--markdown", description = "Prints Markdown.")
  private boolean markdown;

  @Option(
      names = "--page",
      paramLabel = "FILE",
      description = "Also replaces the figures in this page, such as docs/performance.md.")
  private @Nullable Path page;

  // Only picocli looks at it.
  @SuppressWarnings("UnusedVariable")
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Prints this.")
  private boolean help;

  private Benchmarks() {}

  /** Runs the command and ends the JVM. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Benchmarks()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    System.getProperties().putAll(properties);
    Jdk jdk = home == null ? Jdk.own() : new Jdk(home);
    Launcher launcher = new Launcher(jdk, jvmOptions, quick ? Pace.QUICK : Pace.FULL, variants);
    Results results = new Results(run(launcher));
    String versions = Versions.describe(jdk, launcher.jdk(Tables.VIRTUAL));
    if (page != null) {
      new Page(page, figures()).write(versions + "\n\n" + new Report(results, true).text());
    }
    System.out.println(versions + "\n");
    System.out.print(new Report(results, markdown).text());
    return 0;
  }

  private List<Sample> run(Launcher launcher) throws IOException, InterruptedException {
    Pace pace = quick ? Pace.QUICK : Pace.FULL;
    List<Sample> samples = new ArrayList<>();
    for (int fork = 0; fork < (forks == null ? pace.forks() : forks); fork++) {
      for (Table<?> table : tables()) {
        if (launcher.canRun(table)) {
          System.err.printf("%s, JVM %d%n", table.title(), fork + 1);
          samples.addAll(launcher.run(table, fork));
        } else {
          System.err.printf("%s: skipped, needs Java %d%n", table.title(), table.java());
        }
      }
    }
    return samples;
  }

  /** The place in the page: sessions have one of their own. */
  private String figures() {
    return names.equals(List.of(Tables.SESSION.name())) ? "sessions" : "comparison";
  }

  private List<Table<?>> tables() {
    return names.isEmpty()
        ? Tables.all()
        : names.stream().<Table<?>>map(Tables::named).toList();
  }
}
