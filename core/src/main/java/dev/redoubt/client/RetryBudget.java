// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Allows retries as a share of the traffic, so that they cannot multiply the load of a server in
 * trouble: per second at most {@code percent} of the calls of the last second or of this one, and
 * at least a few. Thread-safe.
 *
 * @see <a href="https://sre.google/sre-book/handling-overload/">Google SRE: handling overload</a>
 */
final class RetryBudget {
  private static final long WINDOW = 1_000_000_000L;

  private final double share;
  private final int minimum;
  private final LongSupplier nanoTime;
  private final LongAdder calls = new LongAdder();
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by lock.
  private long windowStart;
  private long callsBefore;
  private long callsLast;
  private long retries;

  RetryBudget(double percent, int minimumPerSecond, LongSupplier nanoTime) {
    this.share = percent / 100;
    this.minimum = minimumPerSecond;
    this.nanoTime = nanoTime;
    this.windowStart = nanoTime.getAsLong();
  }

  /** Notes a call's first attempt. */
  void onCall() {
    calls.increment();
  }

  /**
   * Looks at the clock. Called several times a second: what counts is the traffic of the last
   * second, also when nothing has been retried for long.
   */
  void roll() {
    lock.lock();
    try {
      roll(nanoTime.getAsLong());
    } finally {
      lock.unlock();
    }
  }

  /** Notes the first attempts of several calls. */
  void onCalls(int count) {
    calls.add(count);
  }

  /** Whether another attempt may be made now; counts it if so. */
  boolean tryTake() {
    lock.lock();
    try {
      roll(nanoTime.getAsLong());
      long traffic = Math.max(callsLast, calls.sum() - callsBefore);
      if (retries >= Math.max(minimum, (long) (traffic * share))) {
        return false;
      }
      retries++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void roll(long now) {
    long elapsed = now - windowStart;
    if (elapsed < WINDOW) {
      return;
    }
    long total = calls.sum();
    callsLast = elapsed < 2 * WINDOW ? total - callsBefore : 0;
    callsBefore = total;
    windowStart = now;
    retries = 0;
  }
}
