// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;

final class HealthConfigTest {

  @Test
  void defaults_areThoseOfThePage() {
    assertThat(RedoubtConfig.builder().build().health())
        .hasToString("HealthConfig[polling=true, interval=PT10S, timeout=PT1S, worsenAfter=2,"
            + " recoverAfter=3, unreadyAfter=PT30S, readyAfter=PT10S, latencyMillis=10.0/100.0,"
            + " memoryPercent=80.0/90.0, fragmentation=1.5, lagBytes=1048576.0/Infinity,"
            + " lagSeconds=5.0/10.0, clientsPercent=80.0/95.0, blockedClients=10, hitRatio=0.8]");
  }

  @Test
  void newBuilder_keepsWhatWasSet() {
    RedoubtConfig config =
        RedoubtConfig.builder().health(h -> h.interval(Duration.ofSeconds(3))).build();

    RedoubtConfig changed = config.newBuilder().health(h -> h.worsenAfter(5)).build();

    assertThat(changed.health().interval()).isEqualTo(Duration.ofSeconds(3));
    assertThat(changed.health().worsenAfter()).isEqualTo(5);
  }

  @Test
  void fromProperties_limits_areTwoNumbers() {
    assertThat(read("redoubt.health.memory-percent", "70 / 85.5").memoryPercent())
        .isEqualTo(new Limits(70, 85.5));
    assertThat(read("redoubt.health.unready-after", "1m").unreadyAfter())
        .isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void fromProperties_badLimits_areRefusedByName() {
    assertRefused("70", "redoubt.health.memory-percent: '70' is not a warning and a critical");
    assertRefused("70/80/90", "is not a warning and a critical");
    assertRefused("x/y", "redoubt.health.memory-percent: 'x' is not a number");
    assertRefused(
        "90/80", "redoubt.health.memory-percent: limits must be 0 <= warning <= critical");
  }

  @Test
  void builder_outOfBounds_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RedoubtConfig.builder().health(h -> h.worsenAfter(0)))
        .withMessageContaining("health worsenAfter must be from 1 to 1000, but is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RedoubtConfig.builder().health(h -> h.latencyMillis(Double.NaN, 1)));
  }

  private static void assertRefused(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("redoubt.health.memory-percent", text))
        .withMessageContaining(message);
  }

  private static HealthConfig read(String name, String text) {
    Properties properties = new Properties();
    properties.setProperty(name, text);
    return RedoubtConfig.fromProperties(properties).health();
  }
}
