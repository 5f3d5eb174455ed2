// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.BreakerState;
import dev.redoubt.client.ConnectionState;
import dev.redoubt.client.NodeStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class HealthTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.123456789Z");
  private static final NodeStatus FIRST =
      node("10.0.0.1:6379", ConnectionState.READY, BreakerState.CLOSED, null);
  private static final NodeStatus SECOND =
      node("10.0.0.2:6379", ConnectionState.READY, BreakerState.CLOSED, "reset by peer");
  private static final NodeStatus DEAD =
      node("10.0.0.3:6379", ConnectionState.DISCONNECTED, BreakerState.OPEN, "refused");

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
  void report_noNodeKnown_isUnknown() {
    HealthReport report = report();

    assertThat(report.status()).isEqualTo(HealthStatus.UNKNOWN);
    assertThat(redis(report).nodes()).isEmpty();
  }

  @Test
  void report_followsTheNodes() {
    List<NodeStatus> nodes = new ArrayList<>(List.of(FIRST));
    Health health = new Health(() -> nodes);
    HealthReport before = health.report();
    nodes.add(DEAD);

    assertThat(health.report().status()).isEqualTo(HealthStatus.DEGRADED);
    assertThat(before.status()).isEqualTo(HealthStatus.UP);
    assertThat(redis(before).nodes()).hasSize(1);
  }

  @Test
  void report_node_saysWhatIsKnown() {
    assertThat(redis(report(FIRST, DEAD)).nodes())
        .containsEntry(
            "10.0.0.1:6379",
            new NodeHealth(
                true,
                ConnectionState.READY,
                BreakerState.CLOSED,
                Instant.parse("2026-11-23T11:59:30.123Z"),
                "connected, takes calls"))
        .containsEntry(
            "10.0.0.3:6379",
            new NodeHealth(
                false,
                ConnectionState.DISCONNECTED,
                BreakerState.OPEN,
                Instant.parse("2026-11-23T11:59:30.123Z"),
                "no connection, another attempt will follow; last failure: refused"));
  }

  @ParameterizedTest
  @CsvSource({
    "READY,        CLOSED,    true,  'connected, takes calls'",
    "READY,        OPEN,      false, 'connected, but the breaker is open'",
    "READY,        HALF_OPEN, false, 'connected, and the breaker finds out'",
    "CONNECTING,   CLOSED,    false, the connection is being opened",
    "DISCONNECTED, CLOSED,    false, 'no connection, another attempt'",
    "GAVE_UP,      OPEN,      false, 'no connection, the configured number'",
    "CLOSED,       CLOSED,    false, the client is closed"
  })
  void report_everyState_hasAReasonInWords(
      ConnectionState connection, BreakerState breaker, boolean available, String reason) {
    HealthReport report = report(node("n:1", connection, breaker, null));

    NodeHealth health = Objects.requireNonNull(redis(report).nodes().get("n:1"));
    assertThat(health.available()).isEqualTo(available);
    assertThat(health.status()).isEqualTo(available ? HealthStatus.UP : HealthStatus.DOWN);
    assertThat(health.reason()).startsWith(reason).doesNotContain("last failure");
    assertThat(report.status()).isEqualTo(health.status());
  }

  @Test
  void toJson_hasTheShapeOfSpringBoot() {
    String expected = """
        {"status":"DEGRADED","components":{"redis":{"status":"DEGRADED","details":{"nodes":{
        "10.0.0.1:6379":{"status":"UP","connection":"ready","breaker":"closed",
        "since":"2026-11-23T11:59:30.123Z","reason":"connected, takes calls"},
        "10.0.0.3:6379":{"status":"DOWN","connection":"disconnected","breaker":"open",
        "since":"2026-11-23T11:59:30.123Z",
        "reason":"no connection, another attempt will follow; last failure: refused"}}}}}}
        """;

    assertThat(report(FIRST, DEAD).toJson()).isEqualTo(expected.replace("\n", ""));
  }

  @Test
  void toJson_failureWithQuotesAndLineBreaks_isStillJson() {
    String failure = "said \"no\"\nand\tleft \\ \u0001";
    String json = report(node("n:1", ConnectionState.DISCONNECTED, BreakerState.OPEN, failure))
        .toJson();

    JsonNode node = JsonMapper.shared().readTree(json).at("/components/redis/details/nodes/n:1");
    assertThat(node.get("reason").asString()).endsWith(failure);
  }

  private static ComponentHealth redis(HealthReport report) {
    return Objects.requireNonNull(report.components().get("redis"));
  }

  private static HealthReport report(NodeStatus... nodes) {
    return new Health(() -> List.of(nodes), Clock.fixed(NOW, ZoneOffset.UTC)).report();
  }

  private static NodeStatus node(
      String name, ConnectionState connection, BreakerState breaker, @Nullable String failure) {
    return new NodeStatus(name, connection, breaker, 0, 16_384, 0, Duration.ofSeconds(30), failure);
  }
}
