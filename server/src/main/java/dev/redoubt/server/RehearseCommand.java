// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redoubt.testkit.RedisServer;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code redoubt rehearse}: does once what users do, so that the JVM can note which classes that
 * takes. {@code ./redoubt} runs it after a build, and starts from the JVM's notes from then on.
 */
@Command(name = "rehearse", hidden = true, description = "Rehearse the start; for ./redoubt.")
final class RehearseCommand implements Callable<Integer> {
  private static final List<String> PATHS = List.of(
      "/api/words/castle", "/api/words/castle", "/health", "/health/ready", "/metrics", "/");

  @Override
  public Integer call() throws IOException {
    try (RedisServer redis = RedisServer.start()) {
      for (String command : List.of(
          "put key value", "get key", "ttl key", "health", "doctor", "stats", "explain a b")) {
        run(command + " --redis-url " + redis.url());
      }
    }
    String demo = startDemo();
    for (String path : PATHS) {
      try (InputStream answer = URI.create(demo + path).toURL().openStream()) {
        answer.readAllBytes();
      }
    }
    return ExitCode.OK;
  }

  private static void run(String line) {
    PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), false, UTF_8);
    Terminal terminal = new Terminal(new ByteArrayInputStream(new byte[0]), nowhere, nowhere);
    RedoubtCommand.commandLine(terminal).execute(line.split(" "));
  }

  /** Starts the demo, which ends with this process, and answers its URL. */
  private static String startDemo() throws IOException {
    PipedInputStream out = new PipedInputStream();
    PrintStream sink = new PrintStream(new PipedOutputStream(out), true, UTF_8);
    PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), false, UTF_8);
    Terminal terminal = new Terminal(new ByteArrayInputStream(new byte[0]), sink, nowhere);
    Thread demo = new Thread(
        () -> RedoubtCommand.commandLine(terminal).execute("demo", "--port", "0"), "rehearsal");
    demo.setDaemon(true);
    demo.start();
    String url = new BufferedReader(new InputStreamReader(out, UTF_8)).readLine();
    if (url == null) {
      throw new IOException("the demo did not start");
    }
    return url;
  }
}
