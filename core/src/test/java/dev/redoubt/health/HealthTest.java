// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.BreakerState;
import dev.redoubt.client.ConnectionState;
import dev.redoubt.client.NodeStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the client knows by itself, and how it makes up the whole. */
final class HealthTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.123Z");
  private static final NodeStatus FIRST =
      node("10.0.0.1:6379", ConnectionState.READY, BreakerState.CLOSED, null);
  private static final NodeStatus SECOND =
      node("10.0.0.2:6379", ConnectionState.READY, BreakerState.CLOSED, "reset by peer");
  private static final NodeStatus DEAD =
      node("10.0.0.3:6379", ConnectionState.DISCONNECTED, BreakerState.CLOSED, "refused");
  private static final NodeStatus BROKEN =
      node("10.0.0.4:6379", ConnectionState.READY, BreakerState.OPEN, null);

  @Test
  void report_everyNodeAvailable_isUp() {
    assertThat(report(FIRST, SECOND).status()).isEqualTo(HealthStatus.UP);
  }

  @Test
  void report_someNodesAvailable_isDegraded() {
    assertThat(report(FIRST, DEAD, SECOND).status()).isEqualTo(HealthStatus.DEGRADED);
  }

  @Test
  void report_noNodeAvailable_isDown() {
    assertThat(report(DEAD).status()).isEqualTo(HealthStatus.DOWN);
  }

  @Test
  void report_everyNodeDownForAnotherReason_isDown() {
    HealthReport report = report(DEAD, BROKEN);

    assertThat(report.component(Components.CONNECTIONS).status()).isEqualTo(HealthStatus.DEGRADED);
    assertThat(report.component(Components.BREAKERS).status()).isEqualTo(HealthStatus.DEGRADED);
    assertThat(report.status()).isEqualTo(HealthStatus.DOWN);
    assertThat(report.isUsable()).isFalse();
  }

  @Test
  void report_noNodeKnown_isUnknown() {
    HealthReport report = report();

    assertThat(report.status()).isEqualTo(HealthStatus.UNKNOWN);
    assertThat(report.component(Components.CONNECTIONS).findings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "READY,        UP,   'connected'",
    "CONNECTING,   DOWN, the connection is being opened",
    "DISCONNECTED, DOWN, 'no connection, another attempt will follow'",
    "GAVE_UP,      DOWN, 'no connection, the configured number of attempts has failed'",
    "CLOSED,       DOWN, the client is closed"
  })
  void report_everyConnectionState_hasAReasonInWords(
      ConnectionState connection, HealthStatus status, String reason) {
    HealthReport report = report(node("n:1", connection, BreakerState.CLOSED, null));

    assertThat(report.component(Components.CONNECTIONS).findings())
        .containsExactly(
            new Finding("n:1", "connection", status, connection.toString(), "ready", reason));
    assertThat(report.status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "CLOSED,    UP,       takes calls",
    "OPEN,      DOWN,     is open after failures and refuses calls",
    "HALF_OPEN, DEGRADED, finds out with a few calls whether the node has recovered"
  })
  void report_everyBreakerState_hasAReasonInWords(
      BreakerState breaker, HealthStatus status, String reason) {
    HealthReport report = report(node("n:1", ConnectionState.READY, breaker, null));

    assertThat(report.component(Components.BREAKERS).findings())
        .containsExactly(
            new Finding("n:1", "breaker", status, breaker.toString(), "closed", reason));
    assertThat(report.status()).isEqualTo(status);
  }

  @Test
  void toJson_hasTheShapeOfSpringBoot() {
    String expected = """
        {"status":"DEGRADED","time":"2026-11-23T12:00:00.123Z","components":{
        "connections":{"status":"DEGRADED","details":{
        "reason":"10.0.0.3:6379: no connection, another attempt will follow; last failure: refused",
        "checks":{
        "10.0.0.1:6379":{"connection":{"status":"UP","value":"ready","threshold":"ready",
        "reason":"connected"}},
        "10.0.0.3:6379":{"connection":{"status":"DOWN","value":"disconnected","threshold":"ready",
        "reason":"no connection, another attempt will follow; last failure: refused"}}}}},
        "breakers":{"status":"UP","details":{"reason":"all is well","checks":{
        "10.0.0.1:6379":{"breaker":{"status":"UP","value":"closed","threshold":"closed",
        "reason":"takes calls"}},
        "10.0.0.3:6379":{"breaker":{"status":"UP","value":"closed","threshold":"closed",
        "reason":"takes calls"}}}}}}}
        """;

    assertThat(report(FIRST, DEAD).toJson()).isEqualTo(expected.replace("\n", ""));
  }

  @Test
  void toJson_failureWithQuotesAndLineBreaks_isStillJson() {
    String failure = "said \"no\"\nand\tleft \\ \u0001";
    String json = report(node("n:1", ConnectionState.DISCONNECTED, BreakerState.OPEN, failure))
        .toJson();

    JsonNode details = JsonMapper.shared().readTree(json).at("/components/connections/details");
    assertThat(details.get("reason").asString()).endsWith(failure);
  }

  private static HealthReport report(NodeStatus... nodes) {
    Map<String, ComponentHealth> components = new LinkedHashMap<>();
    LiveParts.judge(List.of(nodes), components);
    return HealthReport.of(NOW, components, Readings.NONE);
  }

  private static NodeStatus node(
      String name, ConnectionState connection, BreakerState breaker, @Nullable String failure) {
    return new NodeStatus(name, connection, breaker, 0, 16_384, 0, Duration.ofSeconds(30), failure);
  }
}
