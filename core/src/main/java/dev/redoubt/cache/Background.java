// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what no caller waits for, such as replaying removals and cleaning up, in short steps on few
 * daemon threads, which end while there is nothing to do. Thread-safe.
 */
final class Background {
  private static final Logger LOG = LoggerFactory.getLogger(Background.class);
  private static final int THREADS = 2;
  private static final long IDLE_SECONDS = 10;

  private final ScheduledThreadPoolExecutor threads;

  private Background(ScheduledThreadPoolExecutor threads) {
    this.threads = threads;
  }

  static Background open() {
    ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(THREADS, task -> {
      Thread thread = new Thread(task, "redoubt-background");
      thread.setDaemon(true);
      return thread;
    });
    threads.setKeepAliveTime(IDLE_SECONDS, SECONDS);
    threads.allowCoreThreadTimeOut(true);
    threads.setRemoveOnCancelPolicy(true);
    threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return new Background(threads);
  }

  /** Runs a step after a delay; not at all once this is closed. */
  void after(Duration delay, Runnable step) {
    try {
      threads.schedule(() -> guarded(step), delay.toNanos(), NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("A step in the background comes too late: the caches are being closed", e);
    }
  }

  private static void guarded(Runnable step) {
    try {
      step.run();
    } catch (Throwable e) {
      // Errors, too: the executor would keep them to itself.
      LOG.warn("A step in the background failed", e);
    }
  }

  /** Starts no step any more, and waits for those that are running, for at most {@code limit}. */
  void close(Duration limit) {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(limit.toNanos(), NANOSECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
