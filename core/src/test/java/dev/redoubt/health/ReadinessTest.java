// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.RedoubtConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ReadinessTest {
  private final Readiness readiness = new Readiness(RedoubtConfig.builder()
      .health(h -> h.unreadyAfter(Duration.ofSeconds(30)).readyAfter(Duration.ofSeconds(10)))
      .build()
      .health());

  @Test
  void isReady_neverUsable_isNot() {
    assertThat(at(0, false)).isFalse();
    assertThat(at(3_600, false)).isFalse();
  }

  @Test
  void isReady_firstUsable_isAtOnce() {
    at(0, false);

    assertThat(at(1, true)).isTrue();
  }

  @Test
  void isReady_shortOutage_staysReady() {
    at(0, true);

    assertThat(at(1, false)).isTrue();
    assertThat(at(30, false)).isTrue();
    assertThat(at(31, true)).isTrue();
    // The outages do not add up.
    assertThat(at(32, false)).isTrue();
    assertThat(at(61, false)).isTrue();
    assertThat(at(62, false)).isFalse();
  }

  @Test
  void isReady_back_waitsForGoodTimes() {
    at(0, true);
    at(1, false);
    assertThat(at(31, false)).isFalse();

    assertThat(at(40, true)).isFalse();
    assertThat(at(49, true)).isFalse();
    assertThat(at(50, true)).isTrue();
  }

  private boolean at(long seconds, boolean usable) {
    return readiness.isReady(usable, Duration.ofSeconds(seconds).toNanos());
  }
}
