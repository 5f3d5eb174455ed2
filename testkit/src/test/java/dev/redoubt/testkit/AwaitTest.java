// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AwaitTest {
  @Test
  void until_aConditionThatHolds_returnsWithoutWaiting() {
    AtomicInteger asked = new AtomicInteger();

    Await.until(Duration.ZERO, "it is so", () -> asked.incrementAndGet() == 1);

    assertThat(asked).hasValue(1);
  }

  @Test
  void until_aConditionThatComesToHold_returns() {
    AtomicInteger asked = new AtomicInteger();

    Await.until(Duration.ofSeconds(30), "asked five times", () -> asked.incrementAndGet() == 5);

    assertThat(asked).hasValue(5);
  }

  @Test
  void until_aConditionThatNeverHolds_failsNamingIt() {
    assertThatThrownBy(() -> Await.until(Duration.ofMillis(20), "pigs fly", () -> false))
        .isInstanceOf(AssertionError.class)
        .hasMessage("not within 20 ms: pigs fly");
  }

  @Test
  void until_interrupted_failsAndKeepsTheFlag() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> Await.until(Duration.ofSeconds(30), "pigs fly", () -> false))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }
}
