// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThrottlesTest {
  private final AtomicLong time = new AtomicLong();
  private final Throttles throttles = new Throttles(time::get);

  @Test
  void onFailure_inARow_doublesFromOneSecondToThirty() {
    List<Long> pauses =
        IntStream.range(0, 8).mapToObj(i -> throttles.onFailure("a")).toList();

    assertThat(pauses)
        .containsExactly(1000L, 2000L, 4000L, 8000L, 16_000L, 30_000L, 30_000L, 30_000L);
    assertThat(throttles.onFailure("b")).isEqualTo(1000);
  }

  @Test
  void holds_untilThePauseIsOver() {
    throttles.onFailure("a");

    assertThat(throttles.holds("a")).isTrue();
    assertThat(throttles.holds("b")).isFalse();
    time.addAndGet(TimeUnit.MILLISECONDS.toNanos(1000));
    assertThat(throttles.holds("a")).isFalse();
  }

  @Test
  void onSuccess_beginsAnew() {
    throttles.onFailure("a");
    throttles.onFailure("a");

    throttles.onSuccess("a");

    assertThat(throttles.holds("a")).isFalse();
    assertThat(throttles.onFailure("a")).isEqualTo(1000);
  }
}
