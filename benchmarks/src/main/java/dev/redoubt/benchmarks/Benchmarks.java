// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command: runs tables and prints them with the goals. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Compares Redoubt with other clients and cache layers on a real Redis.",
    sortOptions = false)
public final class Benchmarks implements Callable<Integer> {
  @Option(names = "--quick", description = "Less than 3 minutes, to look; not for figures.")
  private boolean quick;

  @Option(
      names = "--table",
      split = ",",
      paramLabel = "NAME",
      description = "Only these: sync, virtual, async, bulk, cluster. May be repeated.")
  private List<String> names = List.of();

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "VARIANT",
      description = "Only these variants, as the tables name them; to profile.")
  private List<String> variants = List.of();

  @Option(names = "--java", paramLabel = "HOME", description = "The JDK that runs the tables.")
  private @Nullable Path home;

  @Option(names = "--jvm", paramLabel = "OPTION", description = "Added to the tables' JVMs.")
  private List<String> jvmOptions = List.of();

  @Option(names = "--forks", paramLabel = "N", description = "JVMs for each table.")
  private @Nullable Integer forks;

  @Option(names = "--markdown", description = "Prints the tables as docs/performance.md has them.")
  private boolean markdown;

  private Benchmarks() {}

  /** Runs the command and ends the JVM. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Benchmarks()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Pace pace = quick ? Pace.QUICK : Pace.FULL;
    Launcher launcher = new Launcher(home == null ? Jdk.own() : new Jdk(home), jvmOptions, pace, variants);
    List<Sample> samples = new ArrayList<>();
    for (Table<?> table : tables()) {
      if (!launcher.canRun(table)) {
        System.err.printf("%s: skipped, needs Java %d%n", table.title(), table.java());
        continue;
      }
      for (int fork = 0; fork < (forks == null ? pace.forks() : forks); fork++) {
        System.err.printf("%s, JVM %d%n", table.title(), fork + 1);
        samples.addAll(launcher.run(table, fork));
      }
    }
    System.out.print(new Report(new Results(samples), markdown).text());
    return 0;
  }

  private List<Table<?>> tables() {
    return names.isEmpty()
        ? Tables.all()
        : names.stream().<Table<?>>map(Tables::named).toList();
  }
}
