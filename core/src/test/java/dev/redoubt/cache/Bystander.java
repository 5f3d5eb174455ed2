// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.redoubt.testkit.RedisServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Another client of a Redis, which notes how long it waits for each of its pings, a thousand a
 * second. On a busy machine it also waits for a processor; how long, tells the one of an idle Redis
 * beside it.
 */
final class Bystander implements AutoCloseable {
  private static final byte[] PING = "PING\r\n".getBytes(US_ASCII);
  private static final int PONG_LENGTH = "+PONG\r\n".length();

  private volatile long longest;
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
        longest = Math.max(longest, System.nanoTime() - start);
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

  /** The longest of its pauses. */
  Duration longest() {
    return Duration.ofNanos(longest);
  }

  @Override
  public void close() throws IOException {
    thread.interrupt();
    socket.close();
  }
}
