// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The testkit's own connection to one server. It stays open, so that a limit of clients set by a
 * test cannot lock it out, and it logs in as a user of its own, so that a test may change every
 * other user and password.
 */
final class Admin {
  /** The testkit's user; it also lets replicas and sentinels in. */
  static final String USER = "redoubt-testkit";

  /** Random, so that logging in also proves that the server is one of this JVM. */
  static final String PASSWORD = UUID.randomUUID().toString();

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final int port;
  private final long pid;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by lock.
  private @Nullable RespConnection connection;

  Admin(int port, long pid) {
    this.port = port;
    this.pid = pid;
  }

  /** Whether the server on the port is reachable and is our process. */
  boolean isOurServer() throws IOException {
    try {
      open().close();
      return true;
    } catch (RedisReplyException | WrongProcessException e) {
      return false;
    }
  }

  /** Calls a command; see {@link RedisServer#command}. */
  @Nullable Object call(String... command) {
    lock.lock();
    try {
      return callLocked(command);
    } catch (IOException e) {
      closeLocked();
      throw new RedisConnectionException(
          "process " + pid + " on port " + port + " did not answer " + command[0], e);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The server may have closed the connection since the last command, which shows only now. A
   * server that closes a connection without a word has not executed the command, unless it died of
   * it, and then the second attempt fails.
   */
  private @Nullable Object callLocked(String... command) throws IOException {
    RespConnection current = connection;
    if (current != null) {
      try {
        return current.call(command);
      } catch (SocketTimeoutException e) {
        throw e;
      } catch (IOException e) {
        closeLocked();
      }
    }
    RespConnection fresh = open();
    connection = fresh;
    return fresh.call(command);
  }

  private RespConnection open() throws IOException {
    RespConnection fresh = RespConnection.open(port, TIMEOUT);
    try {
      logIn(fresh);
      return fresh;
    } catch (IOException | RedisReplyException e) {
      fresh.close();
      throw e;
    }
  }

  private void logIn(RespConnection fresh) throws IOException {
    fresh.call("AUTH", USER, PASSWORD);
    String server = String.valueOf(fresh.call("INFO", "server"));
    if (server.lines().noneMatch(("process_id:" + pid)::equals)) {
      throw new WrongProcessException("the server on port " + port + " is not process " + pid);
    }
  }

  /** Closes the connection; the next call opens another. */
  void close() {
    lock.lock();
    try {
      closeLocked();
    } finally {
      lock.unlock();
    }
  }

  private void closeLocked() {
    RespConnection current = connection;
    connection = null;
    if (current != null) {
      current.close();
    }
  }

  private static final class WrongProcessException extends IOException {
    private static final long serialVersionUID = 1;

    WrongProcessException(String message) {
      super(message);
    }
  }
}
