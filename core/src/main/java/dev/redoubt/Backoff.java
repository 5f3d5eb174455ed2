// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: exponential with full jitter, as described in the AWS
 * Architecture Blog, "Exponential Backoff And Jitter".
 *
 * @param base the most to wait before the first repetition, 1 ms to 1 day
 * @param cap the most to wait before any repetition, {@code base} to 1 day
 */
public record Backoff(Duration base, Duration cap) {
  private static final Duration LEAST = Duration.ofMillis(1);
  private static final Duration MOST = Duration.ofDays(1);

  /** Refuses durations outside the bounds. */
  public Backoff {
    Arguments.between("backoff base", base, LEAST, MOST);
    Arguments.between("backoff cap", cap, base, MOST);
  }

  /**
   * A uniformly random time from zero to {@code min(cap, base * 2^attempt)}, both included.
   *
   * @param attempt 0 before the first repetition
   */
  public Duration delay(int attempt, RandomGenerator random) {
    if (attempt < 0) {
      throw new IllegalArgumentException("attempt must not be negative, but is " + attempt);
    }
    return Duration.ofNanos(random.nextLong(limitNanos(attempt) + 1));
  }

  private long limitNanos(int attempt) {
    long baseNanos = base.toNanos();
    long capNanos = cap.toNanos();
    // Comparing with the shifted cap, not the shifted base, cannot overflow.
    return attempt >= Long.SIZE - 1 || baseNanos > capNanos >> attempt
        ? capNanos
        : baseNanos << attempt;
  }
}
