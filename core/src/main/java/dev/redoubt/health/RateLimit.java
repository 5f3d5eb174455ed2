// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Lets a few of the same through in a time, and counts the others. Thread-safe. */
final class RateLimit {
  private static final long WINDOW = Duration.ofSeconds(10).toNanos();
  private static final int BURST = 5;
  private static final int KINDS = 10_000;

  private final LongSupplier nanoTime;
  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

  RateLimit(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** How many of this kind were held back since the last that passed; -1 when this one is too. */
  long admit(String kind) {
    if (buckets.size() >= KINDS) {
      buckets.clear();
    }
    long now = nanoTime.getAsLong();
    Bucket bucket = buckets.compute(kind, (any, before) -> Bucket.next(before, now));
    return bucket.passed() ? bucket.told() : -1;
  }

  /**
   * What has happened to one kind.
   *
   * @param began when the current window began
   * @param count how many came in it
   * @param held how many were held back since the last that passed
   * @param told how many the one that has just passed tells of
   */
  private record Bucket(long began, int count, long held, long told) {

    static Bucket next(@Nullable Bucket before, long now) {
      if (before == null || now - before.began >= WINDOW) {
        return new Bucket(now, 1, 0, before == null ? 0 : before.held);
      }
      return before.count < BURST
          ? new Bucket(before.began, before.count + 1, 0, before.held)
          : new Bucket(before.began, before.count + 1, before.held + 1, 0);
    }

    boolean passed() {
      return held == 0;
    }
  }
}
