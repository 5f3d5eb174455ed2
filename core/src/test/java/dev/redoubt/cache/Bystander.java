// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.redoubt.testkit.RedisServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * Another client of a Redis, which notes how long it waits for each of its pings, a thousand a
 * second. On a busy machine it also waits for a processor; how long, tells the one of an idle Redis
 * beside it.
 */
final class Bystander implements AutoCloseable {
  private static final byte[] PING = "PING\r\n".getBytes(US_ASCII);
  private static final int PONG_LENGTH = "+PONG\r\n".length();

  /** Shorter waits are no pauses. */
  private static final long NOTED = TimeUnit.MILLISECONDS.toNanos(1);

  private record Wait(long start, long end) {
    long nanos() {
      return end - start;
    }

    boolean overlaps(Wait other) {
      return start - other.end < 0 && other.start - end < 0;
    }
  }

  private final ConcurrentLinkedQueue<Wait> waits = new ConcurrentLinkedQueue<>();
  private final Socket socket;
  private final Thread thread;
  private volatile int pings;

  private Bystander(Socket socket) {
    this.socket = socket;
    this.thread = new Thread(this::ping, "bystander");
  }

  static Bystander of(RedisServer redis) throws IOException {
    Socket socket = new Socket(redis.host(), redis.port());
    socket.setTcpNoDelay(true);
    Bystander bystander = new Bystander(socket);
    bystander.thread.start();
    return bystander;
  }

  private void ping() {
    try (socket) {
      OutputStream out = socket.getOutputStream();
      InputStream in = socket.getInputStream();
      int count = 0;
      while (!thread.isInterrupted()) {
        long start = System.nanoTime();
        out.write(PING);
        in.readNBytes(PONG_LENGTH);
        Wait wait = new Wait(start, System.nanoTime());
        if (wait.nanos() > NOTED) {
          waits.add(wait);
        }
        pings = ++count;
        TimeUnit.MILLISECONDS.sleep(1);
      }
    } catch (IOException | InterruptedException e) {
      // Closed.
    }
  }

  int pings() {
    return pings;
  }

  /** The longest of its pauses, as it was. */
  Duration longest() {
    return Duration.ofNanos(waits.stream().mapToLong(Wait::nanos).max().orElse(0));
  }

  /** The longest of its pauses, less what the one beside it waited at the same time. */
  Duration longestBeside(Bystander idle) {
    List<Wait> others = List.copyOf(idle.waits);
    return Duration.ofNanos(waits.stream()
        .mapToLong(wait -> wait.nanos() - longest(others, wait))
        .max()
        .orElse(0));
  }

  private static long longest(List<Wait> others, Wait during) {
    return others.stream().filter(during::overlaps).mapToLong(Wait::nanos).max().orElse(0);
  }

  @Override
  public void close() throws IOException {
    thread.interrupt();
    socket.close();
  }
}
