// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How long one request may still wait for Redis, whichever sessions it asks for; from
 * {@link Sessions#budget()}. What was waited is charged, and a tenth of the time that passes is
 * given back, so that a request that lives for hours is not cut off for the sum of its short waits.
 * Thread-safe.
 */
public final class Budget {
  private static final int REFUND = 10;

  private final long limit;
  private final LongSupplier nanoTime;
  private final long start;
  private final AtomicLong spent = new AtomicLong();

  Budget(long limitNanos, LongSupplier nanoTime) {
    this.limit = limitNanos;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  /** Nanoseconds, not positive when used up. */
  long remaining() {
    long refund = (nanoTime.getAsLong() - start) / REFUND;
    return Math.min(limit, limit - spent.get() + refund);
  }

  /** Charges the time since {@code since}. */
  void charge(long since) {
    spent.addAndGet(nanoTime.getAsLong() - since);
  }
}
