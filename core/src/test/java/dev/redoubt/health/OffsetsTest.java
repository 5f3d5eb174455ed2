// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class OffsetsTest {
  private final Offsets offsets = new Offsets();

  @Test
  void behind_inSync_isZero() {
    add("h", 100, 0);
    add("h", 200, 10);

    assertThat(behind(200, 10)).isZero();
  }

  @Test
  void behind_lessThanAPoll_isZero() {
    add("h", 100, 0);
    add("h", 200, 10);

    assertThat(behind(150, 10)).isZero();
  }

  @Test
  void behind_stuck_grows() {
    add("h", 100, 0);
    add("h", 200, 10);
    add("h", 300, 20);
    add("h", 400, 30);

    assertThat(behind(100, 30)).isEqualTo(Duration.ofSeconds(20));
    assertThat(behind(50, 30)).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void behind_otherHistory_beginsAnew() {
    add("h", 1_000, 0);
    add("other", 50, 10);

    assertThat(behind(50, 10)).isZero();
    assertThat(behind(40, 10)).isZero();
  }

  private void add(String history, long offset, long seconds) {
    offsets.add(history, offset, Duration.ofSeconds(seconds).toNanos());
  }

  private Duration behind(long offset, long seconds) {
    return offsets.behind(offset, Duration.ofSeconds(seconds).toNanos());
  }
}
