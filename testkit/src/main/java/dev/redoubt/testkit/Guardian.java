// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sees to it that no server outlives this JVM, however the JVM ends.
 *
 * <p>One small shell process per JVM waits for the end of its standard input, a pipe of which only
 * this JVM holds the other end. The kernel closes that end even when the JVM is killed with
 * SIGKILL. The shell then kills every process whose pid stands in a {@code pid} file below the
 * JVM's directory, and removes the directory. It kills a pid only if the command line still names
 * that directory, so a recycled pid is safe.
 */
final class Guardian {
  /**
   * Renaming first closes the race with a server that is just being launched: it has either written
   * its pid file, which is then seen, or will not find its configuration any more (see
   * {@link RedisProcess}).
   */
  private static final String SCRIPT = """
      trap '' HUP INT TERM
      while read -r ignored; do :; done
      root=$1
      gone=$root.gone
      mv "$root" "$gone" || exit
      command_line() {
        if [ -r /proc/self/cmdline ]; then tr '\\0' ' ' < "/proc/$1/cmdline"; else ps -o args= -p "$1"; fi
      }
      for file in "$gone"/*/pid; do
        [ -s "$file" ] || continue
        pid=$(cat "$file")
        case $(command_line "$pid" 2> /dev/null) in
          *"$root"/*) kill -KILL "$pid" ;;
        esac
      done
      rm -rf "$gone" || { sleep 1; rm -rf "$gone"; }
      """;

  private final Path root;
  private final Process shell;
  private final AtomicInteger directories = new AtomicInteger();

  private Guardian() throws IOException {
    root = Files.createTempDirectory("redoubt-test-").toRealPath();
    shell = new ProcessBuilder("/bin/sh", "-c", SCRIPT, "redoubt-guardian", root.toString())
        .directory(Path.of("/").toFile())
        .redirectOutput(Redirect.DISCARD)
        .redirectError(Redirect.DISCARD)
        .start();
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "redoubt-guardian-end"));
  }

  /** The guardian of this JVM, started at the first call. */
  static Guardian ofThisJvm() {
    return Holder.GUARDIAN;
  }

  /** The directory of everything that this JVM has started. */
  Path root() {
    return root;
  }

  /** A new directory for one process; its {@code pid} file is what the guardian goes by. */
  Path newDirectory() throws IOException {
    if (!shell.isAlive()) {
      throw new IOException(
          "the guardian process " + shell.pid() + " is dead; servers would outlive this JVM");
    }
    return Files.createDirectory(root.resolve(Integer.toString(directories.incrementAndGet())));
  }

  /** At a normal exit, waits until the shell has cleaned up. */
  private void end() {
    try {
      shell.getOutputStream().close();
      shell.waitFor(10, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Holder {
    static final Guardian GUARDIAN = start();

    private static Guardian start() {
      try {
        return new Guardian();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
