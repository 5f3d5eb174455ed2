// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps an outage of Redis from becoming one of the origin: while loads run because Redis could not
 * be asked, and while the cache fills again afterwards, no more run at once than the origin is used
 * to.
 *
 * <p>What it is used to is measured while all is well. By Little's law (L = λ·W) the mean number of
 * loads under way is their rate times their duration, which is the time that all of them took
 * together by the time that has passed. The limit is twice the busiest ten seconds of the last five
 * healthy minutes, and at least the configured minimum.
 *
 * <p>Healthy → (a load without Redis) degraded → (a second without such a load) recovering, with a
 * limit that doubles every five seconds → (thirty seconds) healthy. While degraded, loads of keys
 * that were looked for in Redis are not limited: in a cluster they are those of the living nodes.
 *
 * @see <a href="https://doi.org/10.1287/opre.9.3.383">J. D. C. Little, A Proof for the Queuing
 *     Formula L = λW (1961)</a>
 */
final class OriginGuard {
  /** No limit. */
  static final int UNLIMITED = Integer.MAX_VALUE;

  private static final double HEADROOM = 2;
  private static final long WINDOW = Duration.ofSeconds(10).toNanos();
  private static final int WINDOWS = 30;
  private static final long CALM = Duration.ofSeconds(1).toNanos();
  private static final long DOUBLING = Duration.ofSeconds(5).toNanos();
  private static final long RAMP = Duration.ofSeconds(30).toNanos();

  /** How things are since {@code since}; {@code last} is when a load last had to go without. */
  private record Phase(GuardState state, long since, int limit) {}

  private final int minimum;
  private final Ticker ticker;
  private final Background background;
  private final Events events;
  private final AtomicInteger running = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final double[] levels = new double[WINDOWS]; // Guarded by lock.
  private int window; // Guarded by lock.
  private long windowStart; // Guarded by lock.
  private long busyNanos; // Guarded by lock.
  private volatile Phase phase; // Written under lock.
  private volatile long lastWithout;

  OriginGuard(int minimum, Ticker ticker, Background background, Events events) {
    this.minimum = minimum;
    this.ticker = ticker;
    this.background = background;
    this.events = events;
    this.windowStart = ticker.read();
    this.phase = new Phase(GuardState.HEALTHY, windowStart, UNLIMITED);
  }

  /**
   * Asks for a load; {@link #leave} must follow if it is admitted.
   *
   * @param withoutRedis whether it runs because Redis could not be asked
   * @return whether it may run
   */
  boolean enter(boolean withoutRedis) {
    long now = ticker.read();
    Phase current = withoutRedis ? degrade(now) : recover(now);
    boolean limited = withoutRedis || current.state == GuardState.RECOVERING;
    int limit = limited ? limit(current, now) : UNLIMITED;
    while (true) {
      int others = running.get();
      if (others >= limit) {
        return false;
      }
      if (running.compareAndSet(others, others + 1)) {
        return true;
      }
    }
  }

  /** A load that was admitted has ended; it took that long. */
  void leave(long nanos) {
    running.decrementAndGet();
    if (phase.state == GuardState.HEALTHY) {
      measure(ticker.read(), nanos);
    }
  }

  private Phase degrade(long now) {
    lastWithout = now;
    Phase current = phase;
    return current.state == GuardState.DEGRADED ? current : turn(now, true);
  }

  private Phase recover(long now) {
    Phase current = phase;
    return next(current, now, false) == current.state ? current : turn(now, false);
  }

  private Phase turn(long now, boolean withoutRedis) {
    Phase after;
    lock.lock();
    try {
      Phase before = phase;
      GuardState next = next(before, now, withoutRedis);
      if (next == before.state) {
        return before;
      }
      after = new Phase(next, now, limitIn(next, before, now));
      phase = after;
    } finally {
      lock.unlock();
    }
    events.guard(after.state, after.limit);
    watch(after);
    return after;
  }

  private GuardState next(Phase current, long now, boolean withoutRedis) {
    if (withoutRedis) {
      return GuardState.DEGRADED;
    }
    return switch (current.state) {
      case HEALTHY -> GuardState.HEALTHY;
      case DEGRADED -> now - lastWithout > CALM ? GuardState.RECOVERING : GuardState.DEGRADED;
      case RECOVERING -> now - current.since > RAMP ? GuardState.HEALTHY : GuardState.RECOVERING;
    };
  }

  private int limitIn(GuardState next, Phase before, long now) {
    if (next != GuardState.HEALTHY) {
      return before.state == GuardState.HEALTHY ? sized(now) : before.limit;
    }
    // The window that the outage has cut short says nothing; those before it still do.
    windowStart = now;
    busyNanos = 0;
    return UNLIMITED;
  }

  /** Sees to it that the end of a phase is noticed also if no load comes any more. */
  private void watch(Phase begun) {
    if (begun.state != GuardState.HEALTHY) {
      background.after(Duration.ofNanos(CALM), () -> watch(recover(ticker.read())));
    }
  }

  private static int limit(Phase current, long now) {
    if (current.state != GuardState.RECOVERING) {
      return current.limit;
    }
    double growth = Math.pow(2, (double) (now - current.since) / DOUBLING);
    return (int) Math.min(UNLIMITED, current.limit * growth);
  }

  /** What the origin is used to, with some headroom. */
  private int sized(long now) {
    turnTo(now);
    double busiest = level(now);
    for (double level : levels) {
      busiest = Math.max(busiest, level);
    }
    return (int) Math.max(minimum, Math.ceil(HEADROOM * busiest));
  }

  private void measure(long now, long nanos) {
    lock.lock();
    try {
      turnTo(now);
      busyNanos += nanos;
    } finally {
      lock.unlock();
    }
  }

  /** Closes the windows that have ended; those without a load leave nothing. */
  private void turnTo(long now) {
    for (int turns = 0; now - windowStart >= WINDOW && turns < WINDOWS; turns++) {
      levels[window] = (double) busyNanos / WINDOW;
      window = (window + 1) % WINDOWS;
      windowStart += WINDOW;
      busyNanos = 0;
    }
    if (now - windowStart >= WINDOW) {
      windowStart = now;
    }
  }

  /** The level of the window that is open, once it is long enough to tell. */
  private double level(long now) {
    return now - windowStart < WINDOW / 10 ? 0 : (double) busyNanos / (now - windowStart);
  }

  GuardState state() {
    return recover(ticker.read()).state;
  }

  /** How many loads may run at once now; {@link #UNLIMITED} while all is well. */
  int limit() {
    long now = ticker.read();
    return limit(recover(now), now);
  }

  /** How many loads are running. */
  int running() {
    return running.get();
  }
}
