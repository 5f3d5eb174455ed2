// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OriginGuardTest {
  private static final int MINIMUM = 4;

  private final List<String> heard = new ArrayList<>();
  private final CacheListener listener = new CacheListener() {
    @Override
    public void onGuard(String cache, GuardState state, int limit) {
      heard.add(state.label() + " " + limit);
    }
  };
  private final Background background = Background.open();
  private long now = -5;
  private final OriginGuard guard =
      new OriginGuard(MINIMUM, 2, () -> now, background, new Events("cities", listener, () -> now));

  @AfterEach
  void close() {
    background.close(Duration.ZERO);
  }

  @Test
  void healthy_limitsNothing() {
    for (int i = 0; i < 1000; i++) {
      assertThat(enter(false)).isTrue();
    }
    assertThat(guard.limit()).isEqualTo(OriginGuard.UNLIMITED);
    assertThat(guard.state()).isEqualTo(GuardState.HEALTHY);
  }

  @Test
  void degraded_withoutHistory_limitsToTheMinimum() {
    assertThat(admitted(true, 100)).isEqualTo(MINIMUM);
    assertThat(guard.state()).isEqualTo(GuardState.DEGRADED);
    assertThat(heard).containsExactly("degraded 4");
  }

  @Test
  void degraded_afterHealthyTraffic_limitsToTwiceWhatLittlesLawSays() {
    // 200 loads a second of 50 ms each: 10 at a time.
    healthyTraffic(Duration.ofSeconds(30), 200, Duration.ofMillis(50));

    assertThat(admitted(true, 100)).isEqualTo(20);
  }

  @Test
  void degraded_remembersTheBusiestTenSecondsOfFiveMinutes() {
    healthyTraffic(Duration.ofSeconds(10), 200, Duration.ofMillis(50));
    healthyTraffic(Duration.ofMinutes(4), 1, Duration.ofMillis(50));
    assertThat(admitted(true, 100)).isEqualTo(20);
  }

  @Test
  void degraded_forgetsWhatIsLongerAgo() {
    healthyTraffic(Duration.ofSeconds(10), 200, Duration.ofMillis(50));
    healthyTraffic(Duration.ofMinutes(6), 1, Duration.ofMillis(50));

    assertThat(admitted(true, 100)).isEqualTo(MINIMUM);
  }

  @Test
  void degraded_afterALongLull_limitsToTheMinimum() {
    healthyTraffic(Duration.ofSeconds(10), 200, Duration.ofMillis(50));
    pass(Duration.ofHours(1));

    assertThat(admitted(true, 100)).isEqualTo(MINIMUM);
  }

  @Test
  void degraded_aLoadThatLeaves_letsAnotherOneIn() {
    admitted(true, 100);

    guard.leave(1);

    assertThat(guard.running()).isEqualTo(MINIMUM - 1);
    assertThat(admitted(true, 100)).isEqualTo(1);
  }

  @Test
  void degraded_loadsOfLivingNodes_areNotLimited() {
    admitted(true, 100);

    assertThat(guard.limits(1)).isFalse();
    assertThat(guard.enter(false)).isTrue();
  }

  @Test
  void degraded_redisIsBackForAMoment_theLimitHoldsForWhatWasWithoutIt() {
    admitted(true, 100);
    pass(Duration.ofMillis(1));

    assertThat(guard.state()).isEqualTo(GuardState.DEGRADED);
    assertThat(guard.limits(0)).isTrue();
    assertThat(admitted(false, 100)).isZero();
  }

  @Test
  void degraded_nodeIsBackWhileAnotherIsNot_isLimitedForThirtySeconds() {
    guard.without(1);
    for (int second = 0; second < 30; second++) {
      pass(Duration.ofSeconds(1));
      guard.without(0);
    }

    assertThat(guard.limits(1)).isTrue();
    pass(Duration.ofSeconds(1));
    guard.without(0);
    assertThat(guard.limits(1)).isFalse();
  }

  @Test
  void healthy_readThatIsAnsweredWithACopy_beginsTheLimitAllTheSame() {
    guard.without(0);

    assertThat(admitted(false, 100)).isEqualTo(MINIMUM);
  }

  @Test
  void recovered_theLimitHoldsForAllAndGrows_untilItIsGone() {
    admitted(true, 100);
    pass(Duration.ofMillis(1100));

    assertThat(enter(false)).isFalse();
    assertThat(guard.state()).isEqualTo(GuardState.RECOVERING);
    pass(Duration.ofSeconds(5));
    assertThat(guard.limit()).isEqualTo(2 * MINIMUM);
    pass(Duration.ofSeconds(5));
    assertThat(admitted(false, 100)).isEqualTo(3 * MINIMUM);
    pass(Duration.ofSeconds(21));
    assertThat(enter(false)).isTrue();
    assertThat(guard.state()).isEqualTo(GuardState.HEALTHY);
    assertThat(heard).containsExactly("degraded 4", "recovering 4", "healthy 2147483647");
  }

  @Test
  void recovering_anotherOutage_limitsAsBefore() {
    healthyTraffic(Duration.ofSeconds(30), 200, Duration.ofMillis(50));
    admitted(true, 100);
    pass(Duration.ofMillis(1100));
    guard.state();
    pass(Duration.ofSeconds(10));

    assertThat(enter(true)).isFalse();
    assertThat(guard.limit()).isEqualTo(20);
    assertThat(guard.state()).isEqualTo(GuardState.DEGRADED);
  }

  @Test
  void degraded_whileLoadsGoWithout_doesNotRecover() {
    admitted(true, 100);
    for (int i = 0; i < 100; i++) {
      pass(Duration.ofMillis(900));
      assertThat(enter(true)).isFalse();
      assertThat(guard.state()).isEqualTo(GuardState.DEGRADED);
    }
  }

  private boolean enter(boolean withoutRedis) {
    if (withoutRedis) {
      guard.without(0);
    }
    return guard.enter(guard.limits(0));
  }

  private int admitted(boolean withoutRedis, int tries) {
    int admitted = 0;
    for (int i = 0; i < tries; i++) {
      admitted += enter(withoutRedis) ? 1 : 0;
    }
    return admitted;
  }

  private void healthyTraffic(Duration length, int perSecond, Duration each) {
    for (long second = 0; second < length.toSeconds(); second++) {
      for (int i = 0; i < perSecond; i++) {
        pass(Duration.ofNanos(1_000_000_000L / perSecond));
        enter(false);
        guard.leave(each.toNanos());
      }
    }
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }
}
