// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RateLimitTest {
  private final AtomicLong now = new AtomicLong();
  private final RateLimit limit = new RateLimit(now::get);

  @Test
  void admit_beyondTheBurst_isHeldBackAndToldLater() {
    for (int i = 0; i < 5; i++) {
      assertThat(limit.admit("a")).isZero();
    }
    for (int i = 0; i < 7; i++) {
      assertThat(limit.admit("a")).isEqualTo(-1);
    }
    now.set(Duration.ofSeconds(10).toNanos());

    assertThat(limit.admit("a")).isEqualTo(7);
    assertThat(limit.admit("a")).isZero();
  }

  @Test
  void admit_otherKind_hasItsOwn() {
    for (int i = 0; i < 6; i++) {
      limit.admit("a");
    }

    assertThat(limit.admit("b")).isZero();
  }
}
