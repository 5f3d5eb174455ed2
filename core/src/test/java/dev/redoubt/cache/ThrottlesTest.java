// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThrottlesTest {
  private final Exception failure = new IllegalStateException("the origin is away");
  private final AtomicLong time = new AtomicLong();
  private final Throttles throttles = new Throttles(time::get);

  @Test
  void onFailure_inARow_doublesFromOneSecondToThirty() {
    List<Long> pauses =
        IntStream.range(0, 8).mapToObj(i -> throttles.onFailure("a", failure)).toList();

    assertThat(pauses)
        .containsExactly(1000L, 2000L, 4000L, 8000L, 16_000L, 30_000L, 30_000L, 30_000L);
    assertThat(throttles.onFailure("b", failure)).isEqualTo(1000);
  }

  @Test
  void holds_untilThePauseIsOver() {
    throttles.onFailure("a", failure);

    assertThat(throttles.holds("a")).isTrue();
    assertThat(throttles.holds("b")).isFalse();
    time.addAndGet(TimeUnit.MILLISECONDS.toNanos(1000));
    assertThat(throttles.holds("a")).isFalse();
  }

  @Test
  void failures_areCountedWithTheLastOnesClass() {
    assertThat(throttles.failures("a")).isEqualTo(Explanation.LoadFailures.NONE);
    throttles.onFailure("a", new IllegalArgumentException());
    throttles.onFailure("a", failure);
    time.addAndGet(TimeUnit.MILLISECONDS.toNanos(500));

    assertThat(throttles.failures("a"))
        .isEqualTo(new Explanation.LoadFailures(
            2, Duration.ofMillis(1500), "java.lang.IllegalStateException"));
  }

  @Test
  void onSuccess_beginsAnew() {
    throttles.onFailure("a", failure);
    throttles.onFailure("a", failure);

    throttles.onSuccess("a");

    assertThat(throttles.holds("a")).isFalse();
    assertThat(throttles.onFailure("a", failure)).isEqualTo(1000);
  }
}
