// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.login;

import dev.redoubt.RedoubtException;
import dev.redoubt.health.HealthListener;
import dev.redoubt.health.HealthReport;
import dev.redoubt.session.SessionException;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * About how many sessions there are. They are counted when the servers are asked how they are,
 * which goes on whether somebody looks or not: to look at the number costs Redis nothing.
 */
final class SessionCount implements HealthListener, AutoCloseable {
  private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
    Thread daemon = new Thread(work, "redoubt-session-count");
    daemon.setDaemon(true);
    return daemon;
  });
  private final Supplier<OptionalLong> store;

  // Written by the thread that counts.
  private volatile @Nullable Long newest;

  SessionCount(Supplier<OptionalLong> store) {
    this.store = store;
  }

  /** The number, or null while none is known; from memory. */
  @Nullable Long get() {
    return newest;
  }

  /** Redis went away or came back: the number is not left to be an old one until the next poll. */
  @Override
  public void onChange(HealthReport before, HealthReport now) {
    count();
  }

  @Override
  public void onPoll(HealthReport now) {
    count();
  }

  /** In the background, since the poller must not wait. */
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
