// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Starts the processes of one server, and makes sure that what answers on its port is the process
 * it has started.
 */
final class Launcher {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int PORTS_TO_TRY = 20;

  private final Path executable = RedisBinary.locate();
  private final Configuration configuration;

  Launcher(Configuration configuration) {
    this.configuration = configuration;
  }

  /** What came of a start. */
  private enum Outcome {
    UP,
    PORT_TAKEN,
    FAILED
  }

  /** Starts a server in a new directory, on another port if the first turns out to be taken. */
  RedisServer start() {
    for (int attempt = 1; ; attempt++) {
      Place place = newPlace();
      RedisProcess process = run(place, List.of());
      Outcome outcome = outcome(process, place.port());
      if (outcome == Outcome.UP) {
        return new RedisServer(this, place, process);
      }
      process.kill();
      String log = process.logTail();
      Directories.delete(place.directory());
      if (outcome == Outcome.FAILED || configuration.port() != 0 || attempt == PORTS_TO_TRY) {
        throw new RedisStartException(
            executable + " did not come up on port " + place.port() + "; the end of its log: "
                + log,
            null);
      }
    }
  }

  /** Starts the process of a killed server again, in its directory and on its port. */
  RedisProcess restart(Place place, List<String> arguments) {
    RedisProcess process = run(place, arguments);
    if (outcome(process, place.port()) == Outcome.UP) {
      return process;
    }
    process.kill();
    throw new RedisStartException(
        "no restart on port " + place.port() + "; the end of the server's log: "
            + process.logTail(),
        null);
  }

  /** The command line that starts a killed server again, in the background. */
  String startCommand(Place place) {
    Path file = place.directory().resolve(Place.CONFIGURATION);
    return shellQuoted(executable) + " " + shellQuoted(file) + " --daemonize yes";
  }

  private static String shellQuoted(Path path) {
    String text = path.toString();
    return text.matches("[\\w/.+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  private Place newPlace() {
    int port = configuration.port() == 0 ? Ports.free() : configuration.port();
    int tlsPort = configuration.certificates() == null ? 0 : Ports.free();
    try {
      Place place = new Place(Guardian.ofThisJvm().newDirectory(), port, tlsPort);
      place.prepare(configuration);
      return place;
    } catch (IOException e) {
      throw new RedisStartException("cannot prepare the server's directory: " + e, e);
    }
  }

  private RedisProcess run(Place place, List<String> arguments) {
    List<String> all = new ArrayList<>(configuration.arguments());
    all.addAll(arguments);
    try {
      return RedisProcess.launch(executable, place.directory(), all);
    } catch (IOException e) {
      throw new RedisStartException("cannot run " + executable + ": " + e, e);
    }
  }

  private static Outcome outcome(RedisProcess process, int port) {
    Admin admin = new Admin(port, process.pid());
    long start = System.nanoTime();
    while (process.isAlive() && System.nanoTime() - start < LIMIT.toNanos()) {
      try {
        return admin.isOurServer() ? Outcome.UP : Outcome.PORT_TAKEN;
      } catch (IOException e) {
        pause(e);
      }
    }
    return process.logTail().contains("Address already in use")
        ? Outcome.PORT_TAKEN
        : Outcome.FAILED;
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
