// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import dev.redoubt.BreakerConfig;
import dev.redoubt.BreakerState;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The circuit breaker of one node: Resilience4j's, with what a cache client needs on top of it.
 *
 * <ul>
 *   <li>A {@link Permit} is settled exactly once, and counts only in the state that granted it: a
 *       late result of a call admitted while closed says nothing about the half-open trial.
 *   <li>A few failures in a row open it, so that a quiet service need not wait for a full window.
 *   <li>It never tries a caller's call to find out whether the node has recovered: {@link #onProbe}
 *       does, fed by background probes.
 *   <li>Time is monotonic.
 * </ul>
 *
 * Thread-safe. Listeners are called outside the lock.
 */
final class NodeBreaker {
  /** How long it stays open at least, which bounds flapping. */
  private static final Duration SHORTEST_OPEN = Duration.ofSeconds(1);

  /** Answered probes in a row that end the wait early. */
  private static final int ENOUGH_PROBES = 2;

  private static final int UNCOUNTED = -1;

  private final CircuitBreaker breaker;
  private final BreakerConfig config;
  private final LongSupplier nanoTime;
  private final BiConsumer<BreakerState, BreakerState> listener;
  private final ReentrantLock lock = new ReentrantLock();

  private volatile BreakerState state = BreakerState.CLOSED;

  // Guarded by lock.
  private int generation;
  private long answered;
  private long answeredNanos;
  private long failed;
  private long failedNanos;
  private int failuresInRow;
  private int goodProbes;
  private long openedAt;

  NodeBreaker(
      String name,
      BreakerConfig config,
      LongSupplier nanoTime,
      BiConsumer<BreakerState, BreakerState> listener) {
    this.config = config;
    this.nanoTime = nanoTime;
    this.listener = listener;
    this.breaker = CircuitBreaker.of(name, resilience4j(config, nanoTime));
  }

  private static CircuitBreakerConfig resilience4j(BreakerConfig config, LongSupplier nanoTime) {
    return CircuitBreakerConfig.custom()
        .clock(new MonotonicClock(nanoTime))
        .currentTimestampFunction(clock -> nanoTime.getAsLong(), TimeUnit.NANOSECONDS)
        .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.TIME_BASED)
        .slidingWindowSize((int) Math.max(1, config.window().toSeconds()))
        .minimumNumberOfCalls(config.minimumCalls())
        .failureRateThreshold(config.failureRate())
        .slowCallRateThreshold(config.slowCallRate())
        .slowCallDurationThreshold(config.slowCall())
        .permittedNumberOfCallsInHalfOpenState(config.halfOpenCalls())
        .writableStackTraceEnabled(false)
        .build();
  }

  BreakerState state() {
    return state;
  }

  /** What it goes by. */
  BreakerStatistics statistics() {
    lock.lock();
    try {
      CircuitBreaker.Metrics window = breaker.getMetrics();
      return new BreakerStatistics(
          window.getFailureRate(),
          window.getSlowCallRate(),
          new BreakerStatistics.Calls(
              window.getNumberOfSuccessfulCalls(),
              window.getNumberOfSlowSuccessfulCalls(),
              answered,
              answeredNanos),
          new BreakerStatistics.Calls(
              window.getNumberOfFailedCalls(),
              window.getNumberOfSlowFailedCalls(),
              failed,
              failedNanos));
    } finally {
      lock.unlock();
    }
  }

  /** Whether a call would be refused at once; a plain read. */
  boolean isOpen() {
    return state == BreakerState.OPEN;
  }

  /** Leave to send one command, or null when the breaker refuses it. */
  @Nullable Permit tryAcquire() {
    return tryAcquire(1);
  }

  /**
   * As {@link #tryAcquire()}.
   *
   * @param callers how many wait for the command
   */
  @Nullable Permit tryAcquire(int callers) {
    if (!config.enabled()) {
      return uncounted();
    }
    lock.lock();
    try {
      if (state == BreakerState.OPEN || !breaker.tryAcquirePermission()) {
        return null;
      }
      return new Permit(generation, callers);
    } finally {
      lock.unlock();
    }
  }

  /** A permit that counts for nothing, for probes and commands that the breaker does not judge. */
  Permit uncounted() {
    return new Permit(UNCOUNTED, 1);
  }

  /** A background probe was answered or not. */
  void onProbe(boolean answered) {
    locked(() -> goodProbes = answered ? goodProbes + 1 : 0);
  }

  /** A new connection passed its ready check, which is as good as enough probes. */
  void onConnected() {
    locked(() -> goodProbes = Math.max(goodProbes, ENOUGH_PROBES));
  }

  /**
   * Lets trial calls in, if the breaker is open and has reason to believe that the node has
   * recovered.
   */
  boolean tryHalfOpen() {
    locked(() -> {
      if (state != BreakerState.OPEN || goodProbes == 0) {
        return;
      }
      long open = nanoTime.getAsLong() - openedAt;
      boolean early = goodProbes >= ENOUGH_PROBES && open >= SHORTEST_OPEN.toNanos();
      if (early || open >= config.reset().toNanos()) {
        breaker.transitionToHalfOpenState();
      }
    });
    return state != BreakerState.OPEN;
  }

  /** Runs under the lock, then tells the listener of a changed state, outside of it. */
  private void locked(Runnable action) {
    BreakerState before;
    BreakerState after;
    lock.lock();
    try {
      before = state;
      action.run();
      after = currentState();
      if (before != after) {
        enter(after);
      }
    } finally {
      lock.unlock();
    }
    if (before != after) {
      listener.accept(before, after);
    }
  }

  private void enter(BreakerState next) {
    state = next;
    generation++;
    failuresInRow = 0;
    if (next == BreakerState.OPEN) {
      goodProbes = 0;
      openedAt = nanoTime.getAsLong();
    }
  }

  private BreakerState currentState() {
    return switch (breaker.getState()) {
      case OPEN, FORCED_OPEN -> BreakerState.OPEN;
      case HALF_OPEN -> BreakerState.HALF_OPEN;
      default -> BreakerState.CLOSED;
    };
  }

  /** Leave to send one command; its first settlement counts, later ones are ignored. */
  final class Permit {
    private final int grantedIn;
    private final int callers;
    private boolean settled; // Guarded by lock.

    private Permit(int grantedIn, int callers) {
      this.grantedIn = grantedIn;
      this.callers = callers;
    }

    /** How many wait for the command. */
    int callers() {
      return callers;
    }

    /** The node answered, if only with an error that is not its fault. */
    void success(long nanos) {
      settle(() -> {
        failuresInRow = 0;
        answered++;
        answeredNanos += nanos;
        breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
      });
    }

    /** The node failed {@code calls} callers at once. */
    void failure(long nanos, int calls) {
      settle(() -> {
        failuresInRow += calls;
        failed++;
        failedNanos += nanos;
        breaker.onError(nanos, TimeUnit.NANOSECONDS, new NodeFailed());
        if (currentState() == BreakerState.CLOSED && isTooManyInRow()) {
          breaker.transitionToOpenState();
        }
      });
    }

    private boolean isTooManyInRow() {
      return config.consecutiveFailures() > 0 && failuresInRow >= config.consecutiveFailures();
    }

    /** The command was never sent. */
    void release() {
      settle(breaker::releasePermission);
    }

    private void settle(Runnable action) {
      if (grantedIn == UNCOUNTED) {
        return;
      }
      locked(() -> {
        if (!settled && grantedIn == generation) {
          action.run();
        }
        settled = true;
      });
    }
  }

  /** What Resilience4j is told: it wants an exception, and looks only at its type. */
  private static final class NodeFailed extends Exception {
    private static final long serialVersionUID = 1L;

    private NodeFailed() {
      super("the node failed", null, false, false);
    }
  }
}
