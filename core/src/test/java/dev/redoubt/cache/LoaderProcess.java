// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redoubt.Redoubt;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A JVM of its own whose callers all ask for one key at once. It prints {@code ready}, waits for a
 * line, prints {@code loading} when its loader is called, and at the end how many loads there were
 * and how long the slowest caller waited.
 */
final class LoaderProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;

  private LoaderProcess(Process process) {
    this.process = process;
    this.out = process.inputReader(UTF_8);
  }

  /** Starts one, and waits until it is ready. */
  static LoaderProcess start(String url, int callers, Duration load, Duration lease)
      throws IOException {
    Process process = OwnJvm.start(LoaderProcess.class, url, callers, load, lease);
    LoaderProcess started = new LoaderProcess(process);
    started.await("ready");
    return started;
  }

  /** Lets the callers ask. */
  void go() {
    try {
      process.outputWriter(UTF_8).append("go\n").flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void await(String line) throws IOException {
    for (String read = out.readLine(); !line.equals(read); read = out.readLine()) {
      if (read == null) {
        throw new IOException("the process ended before it said " + line);
      }
    }
  }

  /** What it prints at its end. */
  Result result() throws IOException {
    String line = out.readLine();
    while (line != null && !line.startsWith("result ")) {
      line = out.readLine();
    }
    if (line == null) {
      throw new IOException("the process ended without a result");
    }
    String[] parts = line.split(" ", -1);
    return new Result(Integer.parseInt(parts[1]), Duration.ofMillis(Long.parseLong(parts[2])));
  }

  /** How many loads there were, and how long the slowest caller waited. */
  record Result(int loads, Duration slowest) {}

  /** Ends it as a crash does (SIGKILL). */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** {@code url callers load lease}. */
  public static void main(String[] arguments) throws Exception {
    PrintWriter out = new PrintWriter(System.out, true, UTF_8);
    int callers = Integer.parseInt(arguments[1]);
    Duration load = Duration.parse(arguments[2]);
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    AtomicInteger loads = new AtomicInteger();
    try (Redoubt redoubt = Patience.connect(arguments[0])) {
      Cache<String, String> cache = redoubt.cache(
          "cold",
          String.class,
          c -> c.ttl(Duration.ofHours(1)).lease(Duration.parse(arguments[3])));
      warm(cache);
      CountDownLatch start = new CountDownLatch(1);
      List<Future<Long>> waits = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        waits.add(threads.submit(() -> {
          start.await();
          long began = System.nanoTime();
          cache.get("key", key -> {
            loads.incrementAndGet();
            out.println("loading");
            Thread.sleep(load.toMillis());
            return "value";
          });
          return System.nanoTime() - began;
        }));
      }
      out.println("ready");
      if (System.in.read() < 0) {
        return;
      }
      start.countDown();
      long slowest = 0;
      for (Future<Long> wait : waits) {
        slowest = Math.max(slowest, wait.get());
      }
      out.println("result " + loads + " " + Duration.ofNanos(slowest).toMillis());
    }
    threads.shutdownNow();
  }

  /** Classes are loaded and connections open before time is taken. */
  private static void warm(Cache<String, String> cache) {
    for (int i = 0; i < 100; i++) {
      String key = "warm" + ProcessHandle.current().pid() + "-" + i;
      cache.get(key, any -> "value");
      cache.get(key);
    }
  }
}
