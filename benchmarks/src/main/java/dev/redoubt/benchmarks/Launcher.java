// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

import dev.redoubt.testkit.RedisBinary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs tables in JVMs of their own, so that none inherits what another's compiler learnt. */
final class Launcher {
  private static final long LONGEST_MINUTES = 15;

  /** Of new Java versions, about what Netty and its users still do. */
  private static final List<String> QUIET = List.of(
      "-XX:+IgnoreUnrecognizedVMOptions",
      "--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow");

  private final Jdk jdk;
  private final List<String> jvmOptions;
  private final Pace pace;
  private final List<String> variants;

  /** @param variants the names of those to run; all if empty */
  Launcher(Jdk jdk, List<String> jvmOptions, Pace pace, List<String> variants) {
    this.jdk = jdk;
    this.jvmOptions = jvmOptions;
    this.pace = pace;
    this.variants = variants;
  }

  /** Runs a table once. */
  List<Sample> run(Table<?> table, int fork) throws IOException, InterruptedException {
    Path samples = Files.createTempFile("redoubt-benchmark", ".tsv");
    try {
      Process process =
          new ProcessBuilder(command(table, fork, samples)).inheritIO().start();
      if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IllegalStateException("table " + table.name() + " did not end");
      }
      if (process.exitValue() != 0) {
        throw new IllegalStateException("table " + table.name() + " failed");
      }
      return Files.readAllLines(samples).stream().map(Sample::parse).toList();
    } finally {
      Files.delete(samples);
    }
  }

  /** The given JDK, or for a table that needs a newer one the newest beside it. */
  Jdk jdk(Table<?> table) {
    return table.java() > jdk.feature() ? jdk.newestNeighbour() : jdk;
  }

  /** Whether there is a JDK for this table. */
  boolean canRun(Table<?> table) {
    return jdk(table).feature() >= table.java();
  }

  private List<String> command(Table<?> table, int fork, Path samples) {
    List<String> command = new ArrayList<>();
    command.add(jdk(table).java().toString());
    command.addAll(List.of("-Xms2g", "-Xmx2g", "-XX:+UseParallelGC"));
    command.addAll(QUIET);
    command.addAll(jvmOptions);
    command.add("-D" + RedisBinary.PROPERTY + "=" + System.getProperty(RedisBinary.PROPERTY, ""));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Fork.class.getName()));
    command.addAll(List.of(table.name(), Integer.toString(fork), samples.toString()));
    command.addAll(List.of(
        Integer.toString(pace.rounds()),
        Integer.toString(pace.warmUpMillis()),
        Integer.toString(pace.settleMillis()),
        Integer.toString(pace.measureMillis())));
    command.addAll(variants);
    return command;
  }
}
