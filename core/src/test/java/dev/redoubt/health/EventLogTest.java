// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.BreakerState;
import dev.redoubt.client.ConnectionState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class EventLogTest {
  private final RecordedLog log = new RecordedLog();
  private final AtomicLong now = new AtomicLong();
  private final EventLog events = new EventLog(log, now::get);

  @Test
  void onConnection_outage_isToldOnceAtItsBeginningAndItsEnd() {
    events.onConnection("n:1", ConnectionState.CONNECTING, 0, null);
    events.onConnection("n:1", ConnectionState.READY, 0, null);
    events.onConnection("n:1", ConnectionState.DISCONNECTED, 0, null);
    for (int attempt = 1; attempt < 50; attempt++) {
      events.onConnection("n:1", ConnectionState.CONNECTING, attempt, null);
      events.onConnection("n:1", ConnectionState.DISCONNECTED, attempt, new IOException("refused"));
    }
    events.onConnection("n:1", ConnectionState.READY, 50, null);

    assertThat(log.lines())
        .containsExactly(
            "INFO event=connection.ready node=n:1 the connection is ready",
            "WARN event=connection.lost node=n:1 cause=closed the connection was lost",
            "WARN event=connection.failed node=n:1 cause=java.io.IOException: refused"
                + " no connection can be opened",
            "INFO event=connection.ready node=n:1 the connection is ready");
  }

  @Test
  void onBreaker_openedAndClosed_hasBothStates() {
    events.onBreaker("n:1", BreakerState.CLOSED, BreakerState.OPEN);
    events.onBreaker("n:1", BreakerState.HALF_OPEN, BreakerState.CLOSED);

    assertThat(log.lines())
        .containsExactly(
            "WARN event=breaker node=n:1 from=closed to=open the breaker has changed",
            "INFO event=breaker node=n:1 from=half-open to=closed the breaker has changed");
  }

  @Test
  void onBreaker_flapping_isLimitedAndCounted() {
    for (int i = 0; i < 20; i++) {
      events.onBreaker("n:1", BreakerState.CLOSED, BreakerState.OPEN);
    }
    now.set(Duration.ofSeconds(10).toNanos());
    events.onBreaker("n:1", BreakerState.CLOSED, BreakerState.OPEN);

    assertThat(log.lines()).hasSize(6);
    assertThat(log.lines().get(5)).contains("suppressed=15");
  }

  @Test
  void onTopology_failover_saysWhoCameAndWent() {
    events.onTopology(new TreeSet<>(Set.of("a:1", "b:1")), "start");
    events.onTopology(new TreeSet<>(Set.of("a:1", "c:1")), "node unavailable");

    assertThat(log.lines())
        .containsExactly(
            "INFO event=topology added=[a:1, b:1] removed=[] reason=start"
                + " the nodes that own data have changed",
            "WARN event=topology added=[c:1] removed=[b:1] reason=node unavailable"
                + " the nodes that own data have changed");
  }

  @Test
  void onChange_component_hasItsReason() {
    events.onChange(report(HealthStatus.UP, "fine"), report(HealthStatus.DOWN, "is full"));
    events.onChange(report(HealthStatus.DOWN, "is full"), report(HealthStatus.UP, "fine"));

    assertThat(log.lines())
        .containsExactly(
            "WARN event=health component=memory from=UP to=DOWN is full",
            "WARN event=health component=redis from=UP to=DOWN the health of all has changed",
            "INFO event=health component=memory from=DOWN to=UP fine",
            "INFO event=health component=redis from=DOWN to=UP the health of all has changed");
  }

  @Test
  void onChange_knownOrUnknown_isNoNews() {
    events.onChange(report(HealthStatus.UNKNOWN, ""), report(HealthStatus.UP, "fine"));
    events.onChange(report(HealthStatus.UP, "fine"), report(HealthStatus.UNKNOWN, "silent"));

    assertThat(log.lines()).isEmpty();
  }

  @Test
  void onChange_troubleThatGetsOutOfSight_isToldToHaveEnded() {
    events.onChange(report(HealthStatus.UP, "fine"), report(HealthStatus.DEGRADED, "is filling"));
    events.onChange(report(HealthStatus.DEGRADED, "is filling"), report(HealthStatus.UNKNOWN, ""));
    events.onChange(report(HealthStatus.UNKNOWN, ""), report(HealthStatus.UP, "fine"));

    assertThat(log.lines())
        .contains(
            "WARN event=health component=memory from=UP to=DEGRADED is filling",
            "INFO event=health component=memory from=UNKNOWN to=UP fine")
        .hasSize(4);
  }

  @Test
  void onWarnings_many_areOneBlock() {
    events.onWarnings(List.of("first", "second"));

    assertThat(log.lines())
        .containsExactly(
            "WARN event=settings settings that should be looked at\n  first\n  second");
  }

  @Test
  void end_later_tellsNothing() {
    events.onConnection("n:1", ConnectionState.READY, 0, null);
    events.end();
    events.onConnection("n:1", ConnectionState.DISCONNECTED, 0, null);

    assertThat(log.lines()).hasSize(1);
  }

  private static HealthReport report(HealthStatus status, String reason) {
    return new HealthReport(
        status,
        Instant.EPOCH,
        Map.of(Components.MEMORY, ComponentHealth.of(status, reason)),
        Map.of(),
        Optional.empty());
  }
}
