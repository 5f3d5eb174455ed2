// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One operating system process of redis-server, and the signals to it. */
final class RedisProcess {

  /** The file with the process's id in its directory. */
  static final String PID = "pid";

  private static final String LOG = "redis.log";
  private static final int LOG_TAIL = 4_000;

  /** {@code exec} keeps the pid, so the pid file is complete before the server exists. */
  private static final String SCRIPT = "echo $$ > " + PID + " && exec \"$@\"";

  private final Process process;
  private final Path directory;

  private RedisProcess(Process process, Path directory) {
    this.process = process;
    this.directory = directory;
  }

  /**
   * Runs the executable on the configuration file in that directory, whose path is in the command
   * line.
   */
  static RedisProcess launch(Path executable, Path directory, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "redoubt-launch"));
    command.add(executable.toString());
    command.add(directory.resolve(Place.CONFIGURATION).toString());
    command.addAll(arguments);
    Process process = new ProcessBuilder(command)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(Redirect.appendTo(directory.resolve(LOG).toFile()))
        .start();
    process.getOutputStream().close();
    return new RedisProcess(process, directory);
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Sends SIGKILL, which also ends a stopped process, and waits until it is gone. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
    successor().ifPresent(RedisProcess::kill);
  }

  private static void kill(ProcessHandle started) {
    started.destroyForcibly();
    started.onExit().join();
  }

  /**
   * The process that somebody has started in its place by hand, and that is as much ours to end.
   */
  private Optional<ProcessHandle> successor() {
    try {
      long pid = Long.parseLong(Files.readString(directory.resolve(PID)).strip());
      return ProcessHandle.of(pid).filter(this::isOurs);
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * As the guardian does, goes by the directory in the command line: the pid may have been
   * recycled.
   */
  private boolean isOurs(ProcessHandle candidate) {
    String configuration = directory.resolve(Place.CONFIGURATION).toString();
    return candidate.pid() != pid()
        && candidate
            .info()
            .commandLine()
            .filter(line -> line.contains(configuration))
            .isPresent();
  }

  /** Sends SIGSTOP and waits until the process stands still. */
  void stop() {
    signal("STOP");
    if (Files.isReadable(Path.of("/proc/self/stat"))) {
      Await.until(Duration.ofSeconds(5), "process " + pid() + " has stopped", () -> state() == 'T');
    }
  }

  /** Sends SIGCONT. */
  void resume() {
    signal("CONT");
  }

  /** {@code kill} is a builtin of every shell, while /bin/kill is missing from small images. */
  private void signal(String name) {
    try {
      Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pid()).start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("process " + pid() + " does not exist any more");
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot send SIG" + name + " to process " + pid(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          "interrupted while sending SIG" + name + " to process " + pid(), e);
    }
  }

  /** The state letter of proc(5), which follows the command's name in parentheses. */
  private char state() {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid()), "stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2);
    } catch (IOException e) {
      throw new IllegalStateException("process " + pid() + " does not exist any more", e);
    }
  }

  /** The end of what the server has logged. */
  String logTail() {
    try (RandomAccessFile log = new RandomAccessFile(directory.resolve(LOG).toFile(), "r")) {
      byte[] tail = new byte[(int) Math.min(LOG_TAIL, log.length())];
      log.seek(log.length() - tail.length);
      log.readFully(tail);
      return new String(tail, UTF_8);
    } catch (IOException e) {
      return "(no log: " + e + ")";
    }
  }
}
