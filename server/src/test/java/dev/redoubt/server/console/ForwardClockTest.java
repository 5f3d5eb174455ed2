// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ForwardClockTest {
  @Test
  void millis_machinesClockIsSetBack_goesOn() {
    Iterator<Long> machine =
        List.of(1_000L, 2_000L, 2_000L, 500L, 1_500L, 3_000L).iterator();
    ForwardClock clock = new ForwardClock(() -> Instant.ofEpochMilli(machine.next()));

    assertThat(List.of(
            clock.millis(),
            clock.millis(),
            clock.millis(),
            clock.millis(),
            clock.millis(),
            clock.millis()))
        .containsExactly(1_000L, 2_000L, 2_001L, 2_002L, 2_003L, 3_000L);
  }
}
