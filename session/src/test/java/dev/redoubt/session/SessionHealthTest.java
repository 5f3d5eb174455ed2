// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.health.ComponentHealth;
import dev.redoubt.health.Finding;
import dev.redoubt.health.HealthStatus;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the sessions say of themselves in the report, and what readiness makes of it. */
class SessionHealthTest {
  private RedisServer server;
  private Redoubt redoubt;

  @BeforeEach
  void open() {
    server = RedisServer.start();
    redoubt = Redoubt.connect(RedoubtConfig.builder()
        .url(server.url())
        .health(h -> h.polling(false).unreadyAfter(Duration.ZERO).readyAfter(Duration.ZERO))
        .build());
    Await.until(
        Site.LIMIT,
        "a connection",
        () -> redoubt.client().nodes().stream().anyMatch(node -> node.isAvailable()));
  }

  @AfterEach
  void close() {
    redoubt.close();
    server.close();
  }

  private Sessions open(boolean required) {
    Sessions sessions = Sessions.open(
        redoubt.client(),
        SessionConfig.builder(Site.KEYS)
            .budget(Site.LIMIT)
            .endListener(ended -> {})
            .required(required)
            .build());
    redoubt.health().contribute(sessions.health());
    return sessions;
  }

  private ComponentHealth component() {
    return redoubt.health().refresh().join().component("sessions");
  }

  private static void fail(Sessions sessions, Session session) {
    assertThatThrownBy(() -> sessions.load(List.of(session.token())))
        .isInstanceOf(SessionUnavailableException.class);
  }

  @Test
  void component_ofSessionsThatWork_isUp() {
    try (Sessions sessions = open(false)) {
      sessions.create().commit();
      sessions.sweeper().sweep();
      assertThat(component().status()).isEqualTo(HealthStatus.UP);
      assertThat(component().findings())
          .extracting(Finding::subject, Finding::measure, Finding::status)
          .containsExactly(
              tuple("redoubt", "store", HealthStatus.UP),
              tuple("redoubt", "operations", HealthStatus.UP),
              tuple("redoubt", "sweep", HealthStatus.UP));
    }
  }

  @Test
  void component_withoutRedis_isDownAndTheWholeTellsWhy() {
    try (Sessions sessions = open(false)) {
      Session session = sessions.create();
      session.commit();
      server.kill();
      fail(sessions, session);
      ComponentHealth health = component();
      assertThat(health.status()).isEqualTo(HealthStatus.DOWN);
      assertThat(health.reason()).contains("sessions cannot be asked for");
      assertThat(redoubt.health().report().toJson()).contains("\"sessions\":{\"status\":\"DOWN\"");
      assertThat(redoubt.health().isReady()).isTrue();
    }
  }

  @Test
  void operationsThatFailed_areToldUntilTheNextPoll() {
    try (Sessions sessions = open(false)) {
      SessionHealth health = (SessionHealth) sessions.health();
      health.onOperation(SessionOperation.LOAD, SessionOutcome.OK, 1);
      health.onOperation(SessionOperation.LOAD, SessionOutcome.UNAVAILABLE, 1);
      assertThat(component().status()).isEqualTo(HealthStatus.DEGRADED);
      assertThat(component().status()).isEqualTo(HealthStatus.UP);
      health.onOperation(SessionOperation.LOAD, SessionOutcome.UNAVAILABLE, 1);
      assertThat(component().reason()).isEqualTo("0 done, 1 failed since the last poll");
    }
  }

  @Test
  void aSweepBehindItsGrace_isDegraded() {
    try (Sessions sessions = open(false)) {
      SessionHealth health = (SessionHealth) sessions.health();
      health.onSweep(1, Duration.ofMinutes(6));
      assertThat(component().status()).isEqualTo(HealthStatus.DEGRADED);
      assertThat(component().reason()).contains("too late");
    }
  }

  @Test
  void requiredSessions_makeTheApplicationUnready() {
    try (Sessions sessions = open(true)) {
      component();
      Await.until(Site.LIMIT, "ready", () -> redoubt.health().isReady());
      Session session = sessions.create();
      session.commit();
      server.kill();
      fail(sessions, session);
      component();
      Await.until(Site.LIMIT, "not ready", () -> !redoubt.health().isReady());
    }
  }
}
