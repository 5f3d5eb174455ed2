// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redoubt.testkit.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The {@code redoubt} command in a process of its own, as a user runs it, without the environment
 * variables that would tell it of a Redis.
 */
final class RedoubtProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Process process;
  private final Path state;
  private final Path errors;
  private final String url;

  private RedoubtProcess(Process process, Path state, Path errors) throws IOException {
    this.process = process;
    this.state = state;
    this.errors = errors;
    BufferedReader out = process.inputReader(UTF_8);
    this.url = Objects.requireNonNull(out.readLine(), () -> "no first line; stderr: " + said());
  }

  /** Starts it and waits for the URL, which is its first line of output. */
  static RedoubtProcess start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        Main.class.getName()));
    command.addAll(List.of(arguments));
    Path errors = Files.createTempFile("redoubt-server-test", ".err");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("REDIS_"));
    // What a demo keeps for the next time; tests that want it name a directory by --data.
    Path state = Files.createTempDirectory("redoubt-server-test");
    builder.environment().put("XDG_STATE_HOME", state.toString());
    return new RedoubtProcess(builder.start(), state, errors);
  }

  String url() {
    return url;
  }

  /** The console's URL with the token that the process has told. */
  String consoleUrl() {
    return told("console +(\\S+)");
  }

  /** The CPU time that it has used. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /** All it has said on standard error so far. */
  String said() {
    try {
      return Files.readString(errors);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What it has said, and what its threads do. */
  String portrait() throws IOException, InterruptedException {
    return said() + "\n" + threads();
  }

  private String threads() throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process print = new ProcessBuilder(jcmd, Long.toString(process.pid()), "Thread.print")
        .redirectErrorStream(true)
        .start();
    String threads = new String(print.getInputStream().readAllBytes(), UTF_8);
    print.waitFor();
    return threads;
  }

  /** The process of the Redis that the demo has started; checked to be its child. */
  ProcessHandle redis() {
    long pid = Long.parseLong(told("kill -9 (\\d+)"));
    return process
        .children()
        .filter(child -> child.pid() == pid)
        .findFirst()
        .orElseThrow(() -> new AssertionError(pid + " is not a child of the demo"));
  }

  /** Runs the command line that the demo has told for starting its Redis again; answers its pid. */
  ProcessHandle startRedisAgain() throws IOException, InterruptedException {
    String command = told("again +(.*)");
    Process shell = new ProcessBuilder("/bin/sh", "-c", command).inheritIO().start();
    if (shell.waitFor() != 0) {
      throw new AssertionError("exit code " + shell.exitValue() + " of " + command);
    }
    Path directory = redisDirectory();
    Await.until(LIMIT, "redis-server has written its pid", () -> pid(directory) != 0);
    return ProcessHandle.of(pid(directory)).orElseThrow();
  }

  /** Where the demo's Redis has its files. */
  Path redisDirectory() {
    return Path.of(told("(\\S+)/redis\\.conf"));
  }

  private static long pid(Path directory) {
    try {
      String text = Files.readString(directory.resolve("pid")).strip();
      long pid = text.isEmpty() ? 0 : Long.parseLong(text);
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .map(ProcessHandle::pid)
          .orElse(0L);
    } catch (IOException e) {
      return 0;
    }
  }

  private String told(String pattern) {
    Await.until(LIMIT, "the demo has told " + pattern, () -> matcher(pattern).find());
    Matcher matcher = matcher(pattern);
    return matcher.find() ? matcher.group(1) : "";
  }

  private Matcher matcher(String pattern) {
    return Pattern.compile(pattern).matcher(said());
  }

  /** Sends SIGTERM, as Ctrl-C sends SIGINT, and answers the exit code. */
  int terminate() throws InterruptedException {
    process.destroy();
    return process.waitFor();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    process.onExit().join();
    Files.deleteIfExists(errors);
    try (Stream<Path> files = Files.walk(state)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
