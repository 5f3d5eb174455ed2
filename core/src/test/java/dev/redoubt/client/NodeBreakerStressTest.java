// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.BreakerState;
import dev.redoubt.RedoubtConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many threads at one breaker, on a clock that only the test moves. */
class NodeBreakerStressTest {
  private static final int THREADS = 8;
  private static final int ROUNDS = 2_000;
  private static final int TRIAL_CALLS = 5;
  private static final long SEED = 20_261_123;

  private final AtomicLong now = new AtomicLong();
  private final ConcurrentLinkedQueue<BreakerState> entered = new ConcurrentLinkedQueue<>();
  private final NodeBreaker breaker = new NodeBreaker(
      "node", RedoubtConfig.builder().build().breaker(), now::get, (from, to) -> entered.add(to));
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final Random random = new Random(SEED);

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  @Test
  void halfOpen_manyThreads_exactlyTheTrialCallsPassAndDecide() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      List<NodeBreaker.Permit> late = closedPermits();
      open();
      halfOpen();
      int failing = random.nextInt(TRIAL_CALLS + 1);

      int granted = trial(late, failing);

      assertThat(granted).as("round %d, %d failing", round, failing).isEqualTo(TRIAL_CALLS);
      assertThat(breaker.state())
          .as("round %d, %d failing", round, failing)
          .isEqualTo(failing * 2 < TRIAL_CALLS ? BreakerState.CLOSED : BreakerState.OPEN);
    }
  }

  /** Permits of the closed state, which are settled only when the breaker is half-open. */
  private List<NodeBreaker.Permit> closedPermits() {
    List<NodeBreaker.Permit> permits = new ArrayList<>();
    if (breaker.state() == BreakerState.CLOSED) {
      for (int i = 0; i < THREADS; i++) {
        permits.add(Objects.requireNonNull(breaker.tryAcquire()));
      }
    }
    return permits;
  }

  private void open() {
    while (breaker.state() != BreakerState.OPEN) {
      Objects.requireNonNull(breaker.tryAcquire()).failure(1, 1);
    }
  }

  private void halfOpen() {
    breaker.onConnected();
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(breaker.tryHalfOpen()).isTrue();
  }

  /** All threads ask until refused; nobody settles before all have asked. */
  private int trial(List<NodeBreaker.Permit> late, int failing) throws Exception {
    CyclicBarrier start = new CyclicBarrier(THREADS);
    CyclicBarrier asked = new CyclicBarrier(THREADS);
    AtomicInteger toFail = new AtomicInteger(failing);
    AtomicInteger granted = new AtomicInteger();
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      NodeBreaker.Permit old = i < late.size() ? late.get(i) : null;
      tasks.add(() -> {
        start.await();
        List<NodeBreaker.Permit> mine = askUntilRefused(old);
        granted.addAndGet(mine.size());
        asked.await();
        settle(mine, toFail);
        return null;
      });
    }
    runAll(tasks);
    return granted.get();
  }

  private List<NodeBreaker.Permit> askUntilRefused(NodeBreaker.@Nullable Permit old) {
    List<NodeBreaker.Permit> mine = new ArrayList<>();
    for (NodeBreaker.Permit permit = breaker.tryAcquire();
        permit != null;
        permit = breaker.tryAcquire()) {
      mine.add(permit);
    }
    if (old != null) {
      old.failure(1, 5);
    }
    return mine;
  }

  private static void settle(List<NodeBreaker.Permit> permits, AtomicInteger toFail) {
    permits.forEach(permit -> {
      if (toFail.getAndDecrement() > 0) {
        permit.failure(1, 1);
      } else {
        permit.success(1);
      }
      permit.failure(1, 5);
      permit.release();
    });
  }

  private void runAll(List<Callable<Void>> tasks) throws InterruptedException, ExecutionException {
    for (Future<Void> done : threads.invokeAll(tasks)) {
      done.get();
    }
  }

  /** Unordered chaos: whatever happens, no state is entered from itself and nobody gets stuck. */
  @Test
  void anyState_chaos_endsClosedOnceTheNodeIsWell() throws Exception {
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Random own = new Random(SEED + i);
      tasks.add(() -> {
        for (int step = 0; step < 20_000; step++) {
          act(own);
        }
        return null;
      });
    }
    runAll(tasks);

    for (int i = 0; i < 100 && breaker.state() != BreakerState.CLOSED; i++) {
      now.addAndGet(Duration.ofSeconds(10).toNanos());
      breaker.onConnected();
      breaker.tryHalfOpen();
      for (NodeBreaker.Permit permit = breaker.tryAcquire();
          permit != null && breaker.state() != BreakerState.CLOSED;
          permit = breaker.tryAcquire()) {
        permit.success(1);
      }
    }

    assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    assertThat(entered).contains(BreakerState.OPEN, BreakerState.HALF_OPEN, BreakerState.CLOSED);
  }

  private void act(Random own) {
    now.addAndGet(Duration.ofMillis(1).toNanos());
    if (own.nextInt(50) == 0) {
      breaker.onProbe(own.nextInt(4) > 0);
      breaker.tryHalfOpen();
    }
    NodeBreaker.Permit permit = breaker.tryAcquire();
    if (permit == null) {
      return;
    }
    switch (own.nextInt(4)) {
      case 0 -> permit.failure(1, 1);
      case 1 -> permit.release();
      default -> permit.success(own.nextInt(1_000_000_000));
    }
  }
}
