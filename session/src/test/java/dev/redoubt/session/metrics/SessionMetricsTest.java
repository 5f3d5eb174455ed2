// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.client.NodeStatus;
import dev.redoubt.session.KeyRing;
import dev.redoubt.session.Session;
import dev.redoubt.session.SessionConfig;
import dev.redoubt.session.SessionUnavailableException;
import dev.redoubt.session.Sessions;
import dev.redoubt.session.StaleReads;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Prometheus sees of sessions. */
class SessionMetricsTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  @Test
  void sessions_areCounted() throws IOException {
    SessionConfig config = SessionConfig.builder(KeyRing.of("k1", new byte[32]))
        .budget(Duration.ofSeconds(30))
        .listener(new SessionMetrics(registry))
        .endListener(ended -> {})
        .build();
    try (RedisServer server = RedisServer.start();
        Redoubt redoubt = Redoubt.connect(RedoubtConfig.of(server.url()));
        Sessions sessions = Sessions.open(redoubt.client(), config)) {
      Await.until(
          Duration.ofSeconds(30),
          "a connection",
          () -> redoubt.client().nodes().stream().anyMatch(NodeStatus::isAvailable));
      Session session = sessions.create();
      session.set("a", 1);
      session.commit();
      sessions.load(List.of("junk", session.token()));
      session.invalidate();
      sessions.load(List.of(session.token()));
      sessions.keepLastSeen(StaleReads.STANDARD);
      Session kept = sessions.create();
      kept.commit();
      sessions.load(List.of(kept.token()));
      server.kill();
      assertThat(sessions.lastSeen(List.of(kept.token()))).isPresent();
      assertThatThrownBy(() -> sessions.load(List.of(session.token())))
          .isInstanceOf(SessionUnavailableException.class);
    }
    assertThat(registry.scrape())
        .contains("redoubt_session_operations_total{operation=\"create\",outcome=\"success\"} 2.0")
        .contains("redoubt_session_operations_total{operation=\"load\",outcome=\"success\"} 3.0")
        .contains("redoubt_session_operations_total{operation=\"load\",outcome=\"failed\"} 1.0")
        .contains(
            "redoubt_session_operation_seconds_count{operation=\"load\",outcome=\"success\"} 3")
        .contains("operation=\"load\",outcome=\"success\",le=\"0.25\"} 3")
        .contains("redoubt_session_lookups_total{outcome=\"ok\"} 2.0")
        .contains("redoubt_session_stale_reads_total 1.0")
        .containsPattern("redoubt_session_lookups_total.outcome=\"(absent|dead)\". 1.0")
        .contains("redoubt_session_store_errors_total{type=\"connection_lost\"} 1.0")
        .contains("redoubt_session_rejected_tokens_total{problem=\"malformed\"} 1.0")
        .contains("redoubt_session_ended_total{cause=\"invalidated\"} 1.0")
        .contains("redoubt_session_sweep_lag_seconds 0.0");
    String page = Files.readString(Path.of("../docs/sessions.md"));
    registry
        .scrape()
        .lines()
        .filter(line -> line.startsWith("# TYPE "))
        .map(line -> line.substring("# TYPE ".length(), line.lastIndexOf(' ')))
        .map(name -> name.replaceFirst("_max$", "")) // A timer's; Micrometer adds it.
        .forEach(name -> assertThat(page).contains("`" + name));
  }
}
