// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A JVM of its own that sweeps, and prints a line for each end that it is told. */
final class SweepingNode implements AutoCloseable {
  static final int BATCH = 100;
  private static final SweepConfig SWEEP =
      new SweepConfig(Duration.ofMillis(100), Duration.ofSeconds(2), Duration.ofMinutes(5), BATCH);

  private final Process process;
  private final List<String> told = new CopyOnWriteArrayList<>();

  private SweepingNode(Process process) {
    this.process = process;
  }

  /** Starts one, and returns when it sweeps. */
  static SweepingNode start(String url) throws IOException {
    Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            SweepingNode.class.getName(),
            url)
        .redirectError(Redirect.DISCARD)
        .start();
    SweepingNode node = new SweepingNode(process);
    BufferedReader out = process.inputReader(US_ASCII);
    if (!"ready".equals(out.readLine())) {
      throw new IOException("the process does not get ready");
    }
    Thread reader = new Thread(() -> node.listen(out));
    reader.setDaemon(true);
    reader.start();
    return node;
  }

  private void listen(BufferedReader out) {
    try {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        told.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The selectors of the sessions whose ends it was told. */
  List<String> told() {
    return told;
  }

  /** Ends it as a crash does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** {@code url}. */
  public static void main(String[] arguments) throws IOException {
    PrintStream out = new PrintStream(System.out, true, US_ASCII);
    try (Site site = Site.on(
        arguments[0],
        options ->
            options.sweep(SWEEP).endListener(ended -> out.println(ended.id().substring(0, 22))))) {
      site.sessions.sweeper().sweep(); // Connected.
      out.println("ready");
      while (System.in.read() >= 0) {
        // Until it is killed.
      }
    }
  }
}
