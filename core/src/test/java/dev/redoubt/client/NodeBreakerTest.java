// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.BreakerConfig;
import dev.redoubt.BreakerState;
import dev.redoubt.RedoubtConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NodeBreakerTest {
  private static final long QUICK = Duration.ofMillis(1).toNanos();
  private static final long SLOW = Duration.ofMillis(500).toNanos();

  // A monotonic clock may well be negative.
  private final AtomicLong now = new AtomicLong(-Duration.ofMinutes(5).toNanos());
  private final List<String> changes = new ArrayList<>();

  private NodeBreaker breaker(Consumer<BreakerConfig.Builder> options) {
    BreakerConfig config = RedoubtConfig.builder().breaker(options).build().breaker();
    return new NodeBreaker("node", config, now::get, (from, to) -> changes.add(from + " to " + to));
  }

  /** One that only rates can open. */
  private NodeBreaker byRate() {
    return breaker(options -> options.consecutiveFailures(0));
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private static void succeed(NodeBreaker breaker, int calls, long nanos) {
    permits(breaker, calls).forEach(permit -> permit.success(nanos));
  }

  private static void fail(NodeBreaker breaker, int calls) {
    permits(breaker, calls).forEach(permit -> permit.failure(QUICK, 1));
  }

  /** Granted one at a time as the stream is consumed. */
  private static Stream<NodeBreaker.Permit> permits(NodeBreaker breaker, int count) {
    return IntStream.range(0, count).mapToObj(i -> {
      NodeBreaker.Permit permit = breaker.tryAcquire();
      assertThat(permit).as("permit %d", i).isNotNull();
      return permit;
    });
  }

  private NodeBreaker opened() {
    NodeBreaker breaker = breaker(options -> {});
    fail(breaker, 5);
    assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    changes.clear();
    return breaker;
  }

  private NodeBreaker halfOpened() {
    NodeBreaker breaker = opened();
    breaker.onConnected();
    pass(Duration.ofSeconds(1));
    assertThat(breaker.tryHalfOpen()).isTrue();
    changes.clear();
    return breaker;
  }

  @Test
  void failure_halfOfTwentyCalls_opens() {
    NodeBreaker breaker = byRate();
    succeed(breaker, 10, QUICK);
    fail(breaker, 9);
    assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);

    fail(breaker, 1);

    assertThat(breaker.isOpen()).isTrue();
    assertThat(breaker.tryAcquire()).isNull();
    assertThat(changes).containsExactly("closed to open");
  }

  @Test
  void failure_lessThanHalf_keepsItClosed() {
    NodeBreaker breaker = byRate();
    succeed(breaker, 600, QUICK);
    fail(breaker, 590);

    assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void failure_ofFewerCallsThanTheMinimum_keepsItClosed() {
    NodeBreaker breaker = byRate();
    fail(breaker, 19);

    assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void failure_afterOldOnesLeftTheWindow_keepsItClosed() {
    NodeBreaker breaker = byRate();
    fail(breaker, 19);
    pass(Duration.ofSeconds(11));
    fail(breaker, 19);

    assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void success_slowFourTimesOfFive_opens() {
    NodeBreaker breaker = byRate();
    succeed(breaker, 5, QUICK);
    succeed(breaker, 19, SLOW + 1);
    assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);

    succeed(breaker, 1, SLOW + 1);

    assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
  }

  @Test
  void success_atTheLimit_isNotSlow() {
    NodeBreaker breaker = byRate();
    succeed(breaker, 100, SLOW);

    assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void failure_fiveInARow_opens() {
    NodeBreaker breaker = breaker(options -> {});
    fail(breaker, 4);
    succeed(breaker, 1, QUICK);
    fail(breaker, 4);
    assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);

    fail(breaker, 1);

    assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
  }

  @Test
  void failure_ofFiveCallersAtOnce_opens() {
    NodeBreaker breaker = breaker(options -> {});
    permits(breaker, 1).forEach(permit -> permit.failure(QUICK, 5));

    assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
  }

  @Test
  void permit_settledTwice_countsOnce() {
    NodeBreaker breaker = breaker(options -> options.minimumCalls(1_000));
    NodeBreaker.Permit permit = breaker.tryAcquire();
    for (int i = 0; i < 10; i++) {
      permit.failure(QUICK, 1);
    }
    assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);

    permits(breaker, 1).forEach(first -> {
      first.success(QUICK);
      first.failure(QUICK, 5);
      first.release();
    });
    assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void permit_ofTheClosedState_saysNothingInTheTrial() {
    NodeBreaker breaker = breaker(options -> {});
    List<NodeBreaker.Permit> late = permits(breaker, 20).toList();
    fail(breaker, 5);
    breaker.onConnected();
    pass(Duration.ofSeconds(1));
    assertThat(breaker.tryHalfOpen()).isTrue();

    late.subList(0, 10).forEach(permit -> permit.failure(QUICK, 1));
    late.subList(10, 20).forEach(permit -> permit.success(QUICK));

    assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
    assertThat(permits(breaker, 5)).hasSize(5);
    assertThat(breaker.tryAcquire()).isNull();
  }

  @Test
  void permit_ofAnEarlierTrial_saysNothingInTheNext() {
    NodeBreaker breaker = halfOpened();
    List<NodeBreaker.Permit> trial = permits(breaker, 5).toList();
    trial.subList(0, 4).forEach(permit -> permit.failure(QUICK, 1));
    NodeBreaker.Permit late = trial.get(4);
    pass(Duration.ofSeconds(10));
    late.failure(QUICK, 1);
    assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    breaker.onConnected();
    pass(Duration.ofSeconds(1));
    assertThat(breaker.tryHalfOpen()).isTrue();

    late.failure(QUICK, 1);

    assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
    succeed(breaker, 5, QUICK);
    assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void tryHalfOpen_withoutAnsweredProbe_staysOpenForever() {
    NodeBreaker breaker = opened();
    for (int i = 0; i < 100; i++) {
      pass(Duration.ofSeconds(60));
      breaker.onProbe(false);
      assertThat(breaker.tryHalfOpen()).isFalse();
      assertThat(breaker.tryAcquire()).isNull();
    }
    assertThat(changes).isEmpty();
  }

  @Test
  void tryHalfOpen_afterTwoProbes_notBeforeOneSecond() {
    NodeBreaker breaker = opened();
    breaker.onProbe(true);
    breaker.onProbe(true);
    pass(Duration.ofMillis(999));
    assertThat(breaker.tryHalfOpen()).isFalse();

    pass(Duration.ofMillis(1));

    assertThat(breaker.tryHalfOpen()).isTrue();
    assertThat(changes).containsExactly("open to half-open");
  }

  @Test
  void tryHalfOpen_afterOneProbe_notBeforeTheReset() {
    NodeBreaker breaker = opened();
    breaker.onProbe(true);
    pass(Duration.ofMillis(9_999));
    assertThat(breaker.tryHalfOpen()).isFalse();

    pass(Duration.ofMillis(1));

    assertThat(breaker.tryHalfOpen()).isTrue();
  }

  @Test
  void tryHalfOpen_probesNotInARow_doNotCount() {
    NodeBreaker breaker = opened();
    breaker.onProbe(true);
    breaker.onProbe(false);
    breaker.onProbe(true);
    pass(Duration.ofSeconds(5));

    assertThat(breaker.tryHalfOpen()).isFalse();
  }

  @Test
  void tryHalfOpen_probesBeforeItOpened_doNotCount() {
    NodeBreaker breaker = breaker(options -> {});
    breaker.onProbe(true);
    breaker.onProbe(true);
    fail(breaker, 5);
    pass(Duration.ofSeconds(60));

    assertThat(breaker.tryHalfOpen()).isFalse();
  }

  @Test
  void halfOpen_fiveSuccesses_close() {
    NodeBreaker breaker = halfOpened();
    succeed(breaker, 5, QUICK);

    assertThat(changes).containsExactly("half-open to closed");
    succeed(breaker, 100, QUICK);
  }

  @Test
  void halfOpen_mostlyFailures_opensForAnotherSecondAtLeast() {
    NodeBreaker breaker = halfOpened();
    succeed(breaker, 2, QUICK);
    fail(breaker, 3);
    assertThat(changes).containsExactly("half-open to open");

    breaker.onConnected();
    pass(Duration.ofMillis(999));
    assertThat(breaker.tryHalfOpen()).isFalse();
    pass(Duration.ofMillis(1));
    assertThat(breaker.tryHalfOpen()).isTrue();
  }

  @Test
  void halfOpen_slowSuccesses_openAgain() {
    NodeBreaker breaker = halfOpened();
    succeed(breaker, 5, SLOW + 1);

    assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
  }

  @Test
  void halfOpen_releasedPermits_areGrantedAgain() {
    NodeBreaker breaker = halfOpened();
    permits(breaker, 100).forEach(NodeBreaker.Permit::release);

    succeed(breaker, 5, QUICK);

    assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void uncounted_permits_changeNothing() {
    NodeBreaker breaker = halfOpened();
    for (int i = 0; i < 100; i++) {
      breaker.uncounted().failure(QUICK, 1);
    }

    assertThat(permits(breaker, 5)).hasSize(5);
  }

  @Test
  void disabled_neverRefuses() {
    NodeBreaker breaker = breaker(options -> options.enabled(false));
    fail(breaker, 10_000);

    assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    assertThat(breaker.tryAcquire()).isNotNull();
    assertThat(changes).isEmpty();
  }
}
