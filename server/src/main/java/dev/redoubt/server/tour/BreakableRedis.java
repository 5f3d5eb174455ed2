// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.tour;

import dev.redoubt.testkit.FaultProxy;
import dev.redoubt.testkit.RedisServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A Redis process of the demo's own, behind a proxy that can slow it down. While no process listens
 * the proxy refuses connections, as a port does that nobody listens on. Thread-safe.
 */
public final class BreakableRedis implements AutoCloseable {
  /** Beyond what a breaker takes for slow, so that the tour shows how it opens. */
  private static final Duration SLOW = Duration.ofMillis(700);

  private static final long LOOK_MILLIS = 100;

  private final RedisServer server;
  private final FaultProxy proxy;
  private final ReentrantLock lock = new ReentrantLock();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "tour-redis");
        daemon.setDaemon(true);
        return daemon;
      });

  // Written under lock.
  private volatile boolean listening = true;
  private volatile boolean slow;

  /** The server remains the caller's; the proxy is closed with this. */
  public BreakableRedis(RedisServer server) {
    this.server = server;
    this.proxy = FaultProxy.to(server);
    watch.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Where clients connect to. */
  public String url() {
    return proxy.url();
  }

  /** The port that clients connect to. */
  public int port() {
    return proxy.port();
  }

  /** {@code running}, {@code frozen} or {@code dead}. */
  String state() {
    if (server.isAlive()) {
      return server.isRunning() ? "running" : "frozen";
    }
    return listening ? "running" : "dead";
  }

  boolean isSlow() {
    return slow;
  }

  /** Follows what is done to the process from outside, by its id and its command line. */
  private void look() {
    lock.lock();
    try {
      boolean now = server.isAlive() || isReachable();
      if (now != listening) {
        listen(now);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isReachable() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(server.host(), server.port()), (int) LOOK_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void listen(boolean now) {
    if (now) {
      proxy.clear();
      proxy.toClient().latency(slow ? SLOW : Duration.ZERO);
    } else {
      proxy.refuse();
    }
    listening = now;
  }

  String kill() {
    lock.lock();
    try {
      requireAlive();
      // First: a connection that is accepted and reset is another fault than one that is refused.
      listen(false);
      server.kill();
      return "killed Redis";
    } finally {
      lock.unlock();
    }
  }

  /** Freezes it, or lets it go on. */
  String freeze() {
    lock.lock();
    try {
      requireAlive();
      if (server.isRunning()) {
        server.stop();
        return "froze Redis";
      }
      server.resume();
      return "thawed Redis";
    } finally {
      lock.unlock();
    }
  }

  private void requireAlive() {
    if (!server.isAlive()) {
      throw new IllegalStateException(
          listening ? "Redis was started by hand; end it by hand" : "Redis is dead; restart it");
    }
  }

  /** Makes it slow, or as fast as it is. */
  String slow() {
    lock.lock();
    try {
      slow = !slow;
      proxy.toClient().latency(slow ? SLOW : Duration.ZERO);
      return slow ? "slowed Redis by " + SLOW.toMillis() + " ms" : "ended the slowness of Redis";
    } finally {
      lock.unlock();
    }
  }

  /** Ends all faults. */
  String restart() {
    lock.lock();
    try {
      if (!server.isAlive() && listening) {
        requireAlive();
      }
      listen(false);
      server.restart();
      slow = false;
      listen(true);
      return "restarted Redis";
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    watch.shutdownNow();
    proxy.close();
  }
}
