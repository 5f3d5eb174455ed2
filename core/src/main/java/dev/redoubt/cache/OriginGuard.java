// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
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
 * <p>Healthy → (a read without Redis) degraded → (a second without such a read) recovering, with a
 * limit that doubles every five seconds → (thirty seconds) healthy. While degraded, loads of keys
 * that were looked for in Redis are limited as well if a key of their group had to go without in
 * the last thirty seconds: their node is back, and may be empty. Those of the other groups are not:
 * in a cluster these are the keys of the nodes that were there all the time.
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

  /** How things are since {@code since}; {@code limit} is what its limit begins with. */
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
  private final AtomicLongArray lastWithoutOf;
  private volatile long lastWithout;

  /**
   * Creates one of a cache whose loads are not limited yet.
   *
   * @param groups how many groups the keys are divided into, see {@link EpochKeys}
   */
  OriginGuard(int minimum, int groups, Ticker ticker, Background background, Events events) {
    this.minimum = minimum;
    this.lastWithoutOf = new AtomicLongArray(groups);
    this.ticker = ticker;
    this.background = background;
    this.events = events;
    this.windowStart = ticker.read();
    for (int group = 0; group < groups; group++) {
      lastWithoutOf.set(group, windowStart - RAMP - 1);
    }
    this.phase = new Phase(GuardState.HEALTHY, windowStart, UNLIMITED);
  }

  /** Takes note that Redis could not be asked for a key of a group. */
  void without(int group) {
    long now = ticker.read();
    lastWithoutOf.set(group, now);
    degrade(now);
  }

  /** Whether a load of a key of a group, for which Redis was asked, is limited all the same. */
  boolean limits(int group) {
    long now = ticker.read();
    return switch (recover(now).state) {
      case HEALTHY -> false;
      case DEGRADED -> now - lastWithoutOf.get(group) <= RAMP;
      case RECOVERING -> true;
    };
  }

  /**
   * Asks for a load; {@link #leave} must follow if it is admitted.
   *
   * @return whether it may run
   */
  boolean enter(boolean limited) {
    int limit = limited ? limit() : UNLIMITED;
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

  private void degrade(long now) {
    lastWithout = now;
    if (phase.state != GuardState.DEGRADED) {
      turn(now, true);
    }
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
