// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * For how long a loader that failed is not asked again while there is a stale copy: a second after
 * the first failure of a key, then twice as long each time, up to half a minute. Thread-safe.
 *
 * <p>The pause itself also lies in the entry, for the other JVMs; what is counted here is how often
 * the load failed in this one.
 */
final class Throttles {
  private static final long FIRST_MILLIS = 1000;
  private static final long LONGEST_MILLIS = 30_000;
  private static final int MOST_DOUBLINGS = 5;
  private static final int MOST_KEYS = 10_000;

  /** A key that has not failed for so long is as good as new. */
  private static final Duration FORGET = Duration.ofMinutes(2);

  private final Ticker ticker;
  private final Cache<String, Throttle> failing;

  Throttles(Ticker ticker) {
    this.ticker = ticker;
    this.failing = Caffeine.newBuilder()
        .maximumSize(MOST_KEYS)
        .expireAfterWrite(FORGET)
        .ticker(ticker)
        .executor(Runnable::run)
        .build();
  }

  /**
   * A key that fails.
   *
   * @param failures how often in a row, before this
   * @param until when it may be asked for again
   * @param last the class of what the last load threw
   */
  private record Throttle(int failures, long until, String last) {}

  /** Whether a key's loader must not be asked now. */
  boolean holds(String key) {
    Throttle throttle = failing.getIfPresent(key);
    return throttle != null && throttle.until - ticker.read() > 0;
  }

  /** Takes note that a load failed; answers for how many milliseconds it is not to be repeated. */
  long onFailure(String key, Throwable thrown) {
    long now = ticker.read();
    Throttle next = failing.asMap().compute(key, (same, last) -> after(last, now, thrown));
    return (next.until - now) / TimeUnit.MILLISECONDS.toNanos(1);
  }

  private static Throttle after(@Nullable Throttle last, long now, Throwable thrown) {
    int failures = last == null ? 0 : Math.min(last.failures + 1, MOST_DOUBLINGS);
    long millis = Math.min(FIRST_MILLIS << failures, LONGEST_MILLIS);
    long until = now + TimeUnit.MILLISECONDS.toNanos(millis);
    return new Throttle(failures, until, thrown.getClass().getName());
  }

  /** The failures of a key, for people to read. */
  Explanation.LoadFailures failures(String key) {
    Throttle throttle = failing.getIfPresent(key);
    if (throttle == null) {
      return Explanation.LoadFailures.NONE;
    }
    Duration pause = Duration.ofNanos(Math.max(0, throttle.until - ticker.read()));
    return new Explanation.LoadFailures(throttle.failures + 1, pause, throttle.last);
  }

  void onSuccess(String key) {
    failing.invalidate(key);
  }
}
