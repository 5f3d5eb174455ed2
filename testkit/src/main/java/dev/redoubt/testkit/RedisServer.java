// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One real Redis process on a port of 127.0.0.1, and ways to break it.
 *
 * <p>It ends with {@link #close}, and at the latest with this JVM, even if that is killed. All
 * methods may be called from any thread.
 */
public final class RedisServer implements AutoCloseable {
  private final Launched launched;
  private final @Nullable String password;
  private final ReentrantLock lock = new ReentrantLock();

  // Replaced under lock.
  private volatile RedisProcess process;
  private volatile Admin admin;

  RedisServer(Launched launched, RedisProcess process, @Nullable String password) {
    this.launched = launched;
    this.password = password;
    this.process = process;
    this.admin = new Admin(launched.port(), process.pid());
  }

  /** Starts an empty server without persistence on a free port. */
  public static RedisServer start() {
    return builder().start();
  }

  /** The options of a server. */
  public static RedisServerBuilder builder() {
    return new RedisServerBuilder();
  }

  /** The address, always {@code 127.0.0.1}. */
  public String host() {
    return Loopback.HOST;
  }

  /** The port, which stays the same for the life of this object. */
  public int port() {
    return launched.port();
  }

  /** The id of the current process; another one after each {@link #restart}. */
  public long pid() {
    return process.pid();
  }

  /** A {@code redis://} URL, with the password that the server was started with. */
  public String url() {
    String login = password == null ? "" : ":" + URLEncoder.encode(password, UTF_8) + "@";
    return "redis://" + login + host() + ":" + port();
  }

  /** Whether the process exists; a stopped one does. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Sends a command as a user with every right and returns the reply: a String, a Long, a List of
   * such, or null.
   *
   * @throws RedisReplyException if the reply is an error
   * @throws RedisConnectionException if the server is down or does not answer within 10 s
   */
  public @Nullable Object command(String... command) {
    return admin.call(command);
  }

  /** Kills the process with SIGKILL: connections are reset, data are lost. */
  public void kill() {
    lock.lock();
    try {
      process.kill();
      admin.close();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Freezes the process with SIGSTOP: connections stay open, new ones are accepted by the kernel,
   * nothing answers.
   */
  public void stop() {
    process.stop();
  }

  /** Lets a frozen process go on with SIGCONT. */
  public void resume() {
    process.resume();
  }

  /**
   * Kills the process if need be and starts another on the same port, with the same configuration
   * file and without data.
   *
   * @throws RedisStartException if it does not come up
   */
  public void restart() {
    lock.lock();
    try {
      kill();
      RedisProcess next = Launcher.restart(launched);
      process = next;
      admin = new Admin(launched.port(), next.pid());
    } finally {
      lock.unlock();
    }
  }

  /** The end of what the server has logged, over all its restarts. */
  public String logTail() {
    return process.logTail();
  }

  /** Kills the process and removes its files. */
  @Override
  public void close() {
    kill();
    Directories.delete(launched.directory());
  }

  @Override
  public String toString() {
    return "RedisServer[" + host() + ":" + port() + ", pid " + pid()
        + (isAlive() ? "]" : ", dead]");
  }
}
