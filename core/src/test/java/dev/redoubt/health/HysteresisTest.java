// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import static dev.redoubt.health.HealthStatus.DEGRADED;
import static dev.redoubt.health.HealthStatus.DOWN;
import static dev.redoubt.health.HealthStatus.UNKNOWN;
import static dev.redoubt.health.HealthStatus.UP;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HysteresisTest {
  private final Hysteresis hysteresis = new Hysteresis(2, 3);

  @Test
  void settle_first_isBelieved() {
    assertThat(told(DOWN)).containsExactly(DOWN);
  }

  @Test
  void settle_worse_countsFromTheSecond() {
    assertThat(told(UP, DEGRADED, DEGRADED, DEGRADED)).containsExactly(UP, UP, DEGRADED, DEGRADED);
  }

  @Test
  void settle_onceWorse_isForgotten() {
    assertThat(told(UP, DOWN, UP, DOWN, UP, DOWN, DOWN))
        .containsExactly(UP, UP, UP, UP, UP, UP, DOWN);
  }

  @Test
  void settle_everWorse_isTheLatest() {
    assertThat(told(UP, DEGRADED, DOWN)).containsExactly(UP, UP, DOWN);
  }

  @Test
  void settle_better_countsFromTheThird() {
    assertThat(told(DOWN, UP, UP, UP)).containsExactly(DOWN, DOWN, DOWN, UP);
  }

  @Test
  void settle_relapse_startsAnew() {
    assertThat(told(DOWN, UP, UP, DOWN, UP, UP, UP))
        .containsExactly(DOWN, DOWN, DOWN, DOWN, DOWN, DOWN, UP);
  }

  @Test
  void settle_halfBetter_countsAsBetter() {
    assertThat(told(DOWN, DEGRADED, DEGRADED, DEGRADED))
        .containsExactly(DOWN, DOWN, DOWN, DEGRADED);
  }

  @Test
  void settle_unknown_isBelievedInBothDirections() {
    assertThat(told(UP, UNKNOWN, DOWN, UNKNOWN, UP))
        .containsExactly(UP, UNKNOWN, DOWN, UNKNOWN, UP);
  }

  @Test
  void settle_reasonSaysHowLongItHasBeenSo() {
    hysteresis.settle("c", List.of(finding(UP, "fine")));

    assertThat(one(finding(DOWN, "bad")).reason()).isEqualTo("bad (1 of 2 polls)");
    assertThat(one(finding(DOWN, "bad")).reason()).isEqualTo("bad");
    assertThat(one(finding(UP, "fine")).reason()).isEqualTo("was: bad; better for 1 of 3 polls");
  }

  @Test
  void endRound_whatWasNotFound_isForgotten() {
    told(UP);
    hysteresis.endRound();
    hysteresis.endRound();

    assertThat(told(DOWN)).containsExactly(DOWN);
  }

  @Test
  void settle_otherSubjects_areIndependent() {
    told(UP, DOWN);
    Finding other = new Finding("other", "m", DOWN, "", "", "");

    assertThat(one(other).status()).isEqualTo(DOWN);
  }

  private List<HealthStatus> told(HealthStatus... found) {
    List<HealthStatus> told = new ArrayList<>();
    for (HealthStatus status : found) {
      told.add(one(finding(status, "")).status());
    }
    return told;
  }

  private Finding one(Finding found) {
    return hysteresis.settle("c", List.of(found)).get(0);
  }

  private static Finding finding(HealthStatus status, String reason) {
    return new Finding("s", "m", status, "", "", reason);
  }
}
