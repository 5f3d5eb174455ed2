// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for a condition instead of for an amount of time. */
public final class Await {
  private static final long LONGEST_PAUSE_MILLIS = 20;

  private Await() {}

  /**
   * Returns as soon as the condition holds. It is asked on the calling thread, first at once, then
   * at intervals that grow from 1 ms to 20 ms, and a last time after the limit.
   *
   * @param limit how long to wait at most
   * @param what the condition in words, for the error message
   * @throws AssertionError naming {@code what} if the condition does not hold within the limit
   */
  public static void until(Duration limit, String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    long pause = 1;
    while (!condition.getAsBoolean()) {
      long elapsed = System.nanoTime() - start;
      if (elapsed > limit.toNanos() && !condition.getAsBoolean()) {
        throw new AssertionError("not within " + limit.toMillis() + " ms: " + what);
      }
      pause(what, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
    }
  }

  private static void pause(String what, long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting until " + what, e);
    }
  }
}
