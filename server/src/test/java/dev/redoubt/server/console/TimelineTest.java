// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.redoubt.BreakerState;
import dev.redoubt.client.ConnectionState;
import dev.redoubt.health.ComponentHealth;
import dev.redoubt.health.HealthReport;
import dev.redoubt.health.HealthStatus;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TimelineTest {
  private static final String NODE = "127.0.0.1:6379";

  private final Timeline timeline = new Timeline(InstantSource.fixed(Instant.ofEpochMilli(42)));

  @Test
  void connection_manyFailedAttempts_areOneEvent() {
    timeline.onConnection(NODE, ConnectionState.READY, 0, null);
    timeline.onConnection(
        NODE, ConnectionState.DISCONNECTED, 0, new IllegalStateException(new IOException("reset")));
    timeline.onConnection(NODE, ConnectionState.DISCONNECTED, 2, null);
    timeline.onConnection(NODE, ConnectionState.DISCONNECTED, 3, null);
    timeline.onConnection(NODE, ConnectionState.READY, 0, null);

    assertThat(timeline.since(0))
        .containsExactly(
            new Event(1, 42, "good", NODE, "connected"),
            new Event(2, 42, "bad", NODE, "connection lost: reset"),
            new Event(3, 42, "good", NODE, "connected"));
  }

  @Test
  void since_answersWhatIsNewer() {
    timeline.onBreaker(NODE, BreakerState.CLOSED, BreakerState.OPEN);
    timeline.onBreaker(NODE, BreakerState.OPEN, BreakerState.HALF_OPEN);

    assertThat(timeline.since(1)).extracting(Event::text).containsExactly("breaker half-open");
  }

  @Test
  void add_moreThanTwoHundred_forgetsTheOldest() {
    for (int i = 0; i < 250; i++) {
      timeline.add(Event.NOTE, "", "n" + i);
    }

    assertThat(timeline.since(0)).hasSize(200);
    assertThat(timeline.since(0).get(0).text()).isEqualTo("n50");
  }

  @Test
  void health_trouble_isToldWithItsReason() {
    timeline.onChange(report(HealthStatus.UP, "all is well"), report(HealthStatus.DOWN, "full"));

    assertThat(timeline.since(0))
        .extracting(Event::subject, Event::text)
        .containsExactly(tuple("memory", "DOWN: full"), tuple("Redis", "DOWN"));
  }

  @Test
  void health_atTheStart_isNoNews() {
    timeline.onChange(report(HealthStatus.UNKNOWN, ""), report(HealthStatus.UP, ""));

    assertThat(timeline.since(0)).isEmpty();
  }

  private static HealthReport report(HealthStatus status, String reason) {
    return new HealthReport(
        status,
        Instant.EPOCH,
        Map.of("memory", new ComponentHealth(status, reason, List.of(), Map.of())),
        Map.of(),
        Optional.empty());
  }
}
