// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.login;

import dev.redoubt.RedoubtException;
import dev.redoubt.session.SessionException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * About how many sessions there are, as counted a few seconds ago. However often it is asked, Redis
 * is asked once per interval, in the background; and not at all while nobody asks.
 */
final class SessionCount implements AutoCloseable {
  private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
    Thread daemon = new Thread(work, "redoubt-session-count");
    daemon.setDaemon(true);
    return daemon;
  });
  private final Supplier<OptionalLong> store;
  private final long interval;

  // Confined to whoever asks; the console does, from one thread.
  private boolean isAsked;
  private long asked;

  // Written by the thread that counts.
  private volatile @Nullable Long newest;

  SessionCount(Supplier<OptionalLong> store, Duration interval) {
    this.store = store;
    this.interval = interval.toNanos();
  }

  /** The number, or null while none is known. Not thread-safe; does not wait. */
  @Nullable Long get() {
    long now = System.nanoTime();
    if (!isAsked || now - asked >= interval) {
      if (now - asked >= 2 * interval) {
        newest = null; // Nobody has asked for a while.
      }
      isAsked = true;
      asked = now;
      count();
    }
    return newest;
  }

  private void count() {
    try {
      thread.execute(() -> newest = counted());
    } catch (RejectedExecutionException e) {
      newest = null; // It was closed.
    }
  }

  private @Nullable Long counted() {
    try {
      OptionalLong number = store.get();
      return number.isPresent() ? number.getAsLong() : null;
    } catch (RedoubtException | SessionException e) {
      return null; // Health tells why.
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
