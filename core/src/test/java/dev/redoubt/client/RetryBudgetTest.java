// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final RetryBudget budget = new RetryBudget(10, 10, now::get);

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private void calls(int count) {
    IntStream.range(0, count).forEach(i -> budget.onCall());
  }

  /** Takes until refused. */
  private static int take(RetryBudget budget) {
    int taken = 0;
    while (budget.tryTake()) {
      taken++;
    }
    return taken;
  }

  @Test
  void tryTake_withoutTraffic_grantsTheMinimumPerSecond() {
    assertThat(take(budget)).isEqualTo(10);
    pass(Duration.ofMillis(999));
    assertThat(take(budget)).isZero();

    pass(Duration.ofMillis(1));

    assertThat(take(budget)).isEqualTo(10);
  }

  @Test
  void tryTake_underTraffic_grantsItsShareOfTheSecond() {
    calls(1_000);

    assertThat(take(budget)).isEqualTo(100);
  }

  @Test
  void tryTake_inTheNextSecond_grantsTheShareOfTheLast() {
    calls(1_000);
    pass(Duration.ofSeconds(1));
    budget.roll();
    calls(500);

    assertThat(take(budget)).isEqualTo(100);
  }

  @Test
  void tryTake_firstAfterACalmMinute_grantsTheShareOfTheLastSecond() {
    for (int second = 0; second < 60; second++) {
      calls(1_000);
      pass(Duration.ofSeconds(1));
      budget.roll();
    }

    assertThat(take(budget)).isEqualTo(100);
  }

  @Test
  void tryTake_afterASecondOfSilence_grantsTheMinimumOnly() {
    calls(1_000);
    pass(Duration.ofSeconds(2));

    assertThat(take(budget)).isEqualTo(10);
  }

  @Test
  void tryTake_noShareAndNoMinimum_grantsNothing() {
    RetryBudget none = new RetryBudget(0, 0, now::get);
    none.onCall();

    assertThat(none.tryTake()).isFalse();
  }

  @Test
  void tryTake_byManyThreads_neverGrantsMoreThanTheShare() throws InterruptedException {
    calls(5_000);
    AtomicInteger granted = new AtomicInteger();
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    for (int i = 0; i < 8; i++) {
      threads.execute(() -> {
        awaitQuietly(start);
        granted.addAndGet(take(budget));
      });
    }
    start.countDown();
    threads.shutdown();

    assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    assertThat(granted).hasValue(500);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
