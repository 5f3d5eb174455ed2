// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class BackoffTest {
  private static final Duration DAY = Duration.ofDays(1);

  @Test
  void delay_anyBackoffAndAttempt_staysWithinZeroAndItsLimit() {
    Random random = new Random(20_261_123);
    for (int i = 0; i < 20_000; i++) {
      Duration base = Duration.ofNanos(random.nextLong(1_000_000, DAY.toNanos() + 1));
      Duration cap = Duration.ofNanos(random.nextLong(base.toNanos(), DAY.toNanos() + 1));
      int attempt = random.nextInt(200);

      Duration delay = new Backoff(base, cap).delay(attempt, random);

      assertThat(delay)
          .as("base %s, cap %s, attempt %d", base, cap, attempt)
          .isBetween(Duration.ZERO, limit(base, cap, attempt));
    }
  }

  /** The definition itself, in arithmetic that cannot overflow. */
  private static Duration limit(Duration base, Duration cap, int attempt) {
    double exponential = base.toNanos() * Math.pow(2, attempt);
    return exponential >= cap.toNanos() ? cap : Duration.ofNanos((long) exponential);
  }

  @Test
  void delay_greatestChance_reachesTheLimit() {
    Backoff backoff = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(2));

    assertThat(backoff.delay(0, greatest())).isEqualTo(Duration.ofMillis(50));
    assertThat(backoff.delay(1, greatest())).isEqualTo(Duration.ofMillis(100));
    assertThat(backoff.delay(5, greatest())).isEqualTo(Duration.ofMillis(1600));
    assertThat(backoff.delay(6, greatest())).isEqualTo(Duration.ofSeconds(2));
    assertThat(backoff.delay(62, greatest())).isEqualTo(Duration.ofSeconds(2));
    assertThat(backoff.delay(63, greatest())).isEqualTo(Duration.ofSeconds(2));
    assertThat(backoff.delay(64, greatest())).isEqualTo(Duration.ofSeconds(2));
    assertThat(backoff.delay(Integer.MAX_VALUE, greatest())).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void delay_isUniform() {
    Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofMillis(100));
    Random random = new Random(7);
    int[] quarters = new int[4];
    for (int i = 0; i < 40_000; i++) {
      quarters[(int) Math.min(3, backoff.delay(3, random).toNanos() / 25_000_000)]++;
    }

    // Five standard deviations of a fair share of 10,000.
    for (int quarter : quarters) {
      assertThat(quarter).isCloseTo(10_000, within(433));
    }
  }

  @Test
  void delay_negativeAttempt_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)).delay(-1, new Random(1)))
        .withMessage("attempt must not be negative, but is -1");
  }

  @Test
  void constructor_badDurations_namesThem() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)))
        .withMessage("backoff base must be from PT0.001S to PT24H, but is PT0S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .withMessage("backoff cap must be from PT2S to PT24H, but is PT1S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(Long.MAX_VALUE)))
        .withMessageContaining("backoff cap must be from PT2S to PT24H");
  }

  private static RandomGenerator greatest() {
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        return Long.MAX_VALUE;
      }

      @Override
      public long nextLong(long bound) {
        return bound - 1;
      }
    };
  }
}
