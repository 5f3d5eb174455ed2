// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Starts server processes and makes sure that what answers on the port is the process that was
 * started.
 */
final class Launcher {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int PORTS_TO_TRY = 20;

  private Launcher() {}

  /** Starts a server in a new directory, on another port if the first turns out to be taken. */
  static RedisServer start(Configuration configuration, @Nullable String password) {
    Path executable = RedisBinary.locate();
    for (int attempt = 1; ; attempt++) {
      int port = configuration.port() == 0 ? Ports.free() : configuration.port();
      Path directory = newDirectory(configuration, port);
      RedisProcess process = launch(executable, directory, configuration);
      if (isUp(process, port)) {
        return new RedisServer(
            new Launched(executable, configuration, directory, port), process, password);
      }
      process.kill();
      String log = process.logTail();
      Directories.delete(directory);
      boolean portWasTaken = log.contains("in use") || log.contains("Failed listening on port");
      if (!portWasTaken || configuration.port() != 0 || attempt == PORTS_TO_TRY) {
        throw new RedisStartException(
            executable + " did not come up on port " + port + "; its log: " + log, null);
      }
    }
  }

  /** Starts the process of a server again, in its directory and on its port. */
  static RedisProcess restart(Launched launched) {
    RedisProcess process =
        launch(launched.executable(), launched.directory(), launched.configuration());
    if (isUp(process, launched.port())) {
      return process;
    }
    process.kill();
    throw new RedisStartException(
        "no restart on port " + launched.port() + "; the server's log: " + process.logTail(), null);
  }

  private static Path newDirectory(Configuration configuration, int port) {
    try {
      Path directory = Guardian.ofThisJvm().newDirectory();
      Files.writeString(
          directory.resolve(RedisProcess.CONFIGURATION), configuration.text(port, directory));
      return directory;
    } catch (IOException e) {
      throw new RedisStartException("cannot prepare the server's directory: " + e, e);
    }
  }

  private static RedisProcess launch(Path executable, Path directory, Configuration configuration) {
    try {
      return RedisProcess.launch(executable, directory, configuration.arguments());
    } catch (IOException e) {
      throw new RedisStartException("cannot run " + executable + ": " + e, e);
    }
  }

  /** False if the process ended, or if somebody else answers on its port. */
  private static boolean isUp(RedisProcess process, int port) {
    Admin admin = new Admin(port, process.pid());
    long start = System.nanoTime();
    while (process.isAlive() && System.nanoTime() - start < LIMIT.toNanos()) {
      try {
        return admin.isOurServer();
      } catch (IOException e) {
        pause(e);
      }
    }
    return false;
  }

  private static void pause(IOException refused) {
    try {
      TimeUnit.MILLISECONDS.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RedisStartException("interrupted while waiting for a server to start", refused);
    }
  }
}
