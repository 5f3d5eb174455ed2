// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.redoubt.BreakerState;
import dev.redoubt.client.BreakerStatistics;
import dev.redoubt.client.BreakerStatistics.Calls;
import dev.redoubt.client.ConnectionState;
import dev.redoubt.client.Outcome;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RedoubtMetricsTest {
  private static final String NODE = "127.0.0.1:6379";
  private static final String OTHER_NODE = "127.0.0.1:6380";
  private static final String UP = "redoubt_connection_up{node='127.0.0.1:6379'}";
  private static final String RECONNECTS = "redoubt_reconnects_total{node='127.0.0.1:6379'}";
  private static final long MILLISECOND = 1_000_000;
  private static final BreakerStatistics BREAKER = new BreakerStatistics(
      25, -1, new Calls(30, 2, 300, 600 * MILLISECOND), new Calls(10, 1, 50, 0));

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final RedoubtMetrics metrics = new RedoubtMetrics(registry);
  private final Scrape scrape = new Scrape(registry);

  @Test
  void onCommand_isTimedByNodeCommandAndOutcome() {
    connect(NODE);
    metrics.onCommand(NODE, "GET", 1, 2 * MILLISECOND, Outcome.SUCCESS);
    metrics.onCommand(NODE, "GET", 1, 4 * MILLISECOND, Outcome.SUCCESS);
    metrics.onCommand(NODE, "GET", 1, 900 * MILLISECOND, Outcome.TIMEOUT);
    metrics.onCommand(NODE, "MGET", 64, MILLISECOND, Outcome.SUCCESS);

    String get = "{command='GET',node='127.0.0.1:6379',outcome='success'";
    assertThat(scrape.value("redoubt_command_seconds_count" + get + "}")).isEqualTo(2);
    assertThat(scrape.value("redoubt_command_seconds_sum" + get + "}")).isEqualTo(0.006);
    assertThat(scrape.value("redoubt_command_seconds_max" + get + "}")).isEqualTo(0.004);
    String bucket = "redoubt_command_seconds_bucket" + get;
    assertThat(scrape.value(bucket + ",le='0.001'}")).isZero();
    assertThat(scrape.value(bucket + ",le='0.0025'}")).isEqualTo(1);
    assertThat(scrape.value(bucket + ",le='0.005'}")).isEqualTo(2);
    assertThat(scrape.value(bucket + ",le='3.0'}")).isEqualTo(2);
    assertThat(scrape.value(bucket + ",le='+Inf'}")).isEqualTo(2);
    assertThat(commands("GET", "timeout")).isEqualTo(1);
    assertThat(commands("MGET", "success")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Outcome.class)
  void onCommand_everyOutcome_hasItsLabel(Outcome outcome) {
    connect(NODE);
    metrics.onCommand(NODE, "GET", 1, MILLISECOND, outcome);

    assertThat(commands("GET", outcome.label())).isEqualTo(1);
  }

  @Test
  void onCommand_moreThanAHundredNames_areOther() {
    connect(NODE);
    connect(OTHER_NODE);
    for (int i = 0; i < 1_000; i++) {
      metrics.onCommand(i % 2 == 0 ? NODE : OTHER_NODE, "CUSTOM" + i, 1, 1, Outcome.SUCCESS);
    }
    metrics.onCommand(NODE, "CUSTOM0", 1, 1, Outcome.SUCCESS);

    assertThat(registry.find("redoubt.command").timers())
        .hasSize(102)
        .extracting(timer -> timer.getId().getTag("command"))
        .contains("CUSTOM0", "CUSTOM99", "other")
        .doesNotContain("CUSTOM100");
    assertThat(commands("other", "success")).isEqualTo(450);
    assertThat(commands("CUSTOM0", "success")).isEqualTo(2);
  }

  @Test
  void onRetry_isCountedByNodeAndCommand() {
    connect(NODE);
    metrics.onRetry(NODE, "GET", 1, Duration.ofMillis(50));
    metrics.onRetry(NODE, "GET", 2, Duration.ofMillis(100));

    String retries = "redoubt_command_retries_total{command='GET',node='127.0.0.1:6379'}";
    assertThat(scrape.value(retries)).isEqualTo(2);
  }

  @Test
  void onError_isCountedByNodeAndType() {
    connect(NODE);
    metrics.onError(NODE, "SET", "out_of_memory");
    metrics.onError(NODE, "GET", "loading");
    metrics.onError(NODE, "MGET", "loading");

    String errors = "redoubt_command_errors_total{node='127.0.0.1:6379',type=";
    assertThat(scrape.value(errors + "'out_of_memory'}")).isEqualTo(1);
    assertThat(scrape.value(errors + "'loading'}")).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(value = ConnectionState.class, mode = EnumSource.Mode.EXCLUDE, names = "CLOSED")
  void onConnection_isUpOnlyWhileReady(ConnectionState state) {
    connect(NODE);
    metrics.onConnection(NODE, state, 0, null);

    assertThat(scrape.value(UP)).isEqualTo(state == ConnectionState.READY ? 1 : 0);
  }

  @Test
  void onConnection_firstIsNoReconnect() {
    connect(NODE);
    assertThat(scrape.value(RECONNECTS)).isZero();

    metrics.onConnection(NODE, ConnectionState.DISCONNECTED, 0, new IllegalStateException());
    connect(NODE);
    assertThat(scrape.value(RECONNECTS)).isEqualTo(1);

    metrics.onConnectionReplaced(NODE, Duration.ofSeconds(2));
    assertThat(scrape.value(RECONNECTS)).isEqualTo(2);
    assertThat(scrape.value(UP)).isEqualTo(1);
  }

  @Test
  void onBreaker_hasTheNamesOfResilience4j() {
    connect(NODE);
    assertThat(breakerStates()).containsExactly("closed");

    metrics.onBreaker(NODE, BreakerState.CLOSED, BreakerState.OPEN);
    metrics.onCommand(NODE, "GET", 3, 0, Outcome.CIRCUIT_OPEN);
    assertThat(breakerStates()).containsExactly("open");
    String notPermitted = "resilience4j_circuitbreaker_not_permitted_calls_total"
        + "{kind='not_permitted',name='127.0.0.1:6379'}";
    assertThat(scrape.value(notPermitted)).isEqualTo(3);

    metrics.onBreaker(NODE, BreakerState.OPEN, BreakerState.HALF_OPEN);
    assertThat(breakerStates()).containsExactly("half_open");
  }

  @Test
  void onNode_breakersStatistics_haveTheNamesOfResilience4j() {
    connect(NODE);

    assertThat(breaker("failure_rate", "")).isEqualTo(25);
    assertThat(breaker("slow_call_rate", "")).isEqualTo(-1);
    assertThat(breaker("buffered_calls", "kind='successful',")).isEqualTo(30);
    assertThat(breaker("buffered_calls", "kind='failed',")).isEqualTo(10);
    assertThat(breaker("slow_calls", "kind='successful',")).isEqualTo(2);
    assertThat(breaker("slow_calls", "kind='failed',")).isEqualTo(1);
    assertThat(breaker("calls_seconds_count", "kind='successful',")).isEqualTo(300);
    assertThat(breaker("calls_seconds_sum", "kind='successful',")).isEqualTo(0.6);
    assertThat(breaker("calls_seconds_count", "kind='failed',")).isEqualTo(50);
  }

  private double breaker(String name, String kind) {
    return scrape.value(
        "resilience4j_circuitbreaker_%s{%sname='127.0.0.1:6379'}".formatted(name, kind));
  }

  private List<String> breakerStates() {
    String series = "resilience4j_circuitbreaker_state{name='127.0.0.1:6379',state='%s'}";
    return Stream.of("closed", "open", "half_open")
        .filter(state -> scrape.value(series.formatted(state)) == 1)
        .toList();
  }

  @Test
  void everyMeter_hasADescription() {
    everything(NODE);

    assertThat(registry.getMeters())
        .hasSizeGreaterThan(8)
        .allSatisfy(meter -> assertThat(meter.getId().getDescription()).isNotBlank());
  }

  @Test
  void documentation_namesEverySeries() throws IOException {
    everything(NODE);

    assertThat(scrape.families()).hasSize(13).isSubsetOf(Scrape.documented());
  }

  @Test
  void onTopology_nodesThatLeft_loseTheirMeters() {
    everything(NODE);
    everything(OTHER_NODE);
    metrics.onTopology(Set.of(OTHER_NODE), "failover");

    assertThat(scrape.text()).doesNotContain(NODE).contains(OTHER_NODE);
  }

  @Test
  void lateEvents_ofANodeThatLeft_bringNothingBack() {
    everything(NODE);
    metrics.onConnection(NODE, ConnectionState.CLOSED, 0, null);
    assertThat(registry.getMeters()).isEmpty();

    metrics.onCommand(NODE, "GET", 1, MILLISECOND, Outcome.DISCONNECTED);
    metrics.onRetry(NODE, "GET", 1, Duration.ZERO);
    metrics.onError(NODE, "GET", "connection_lost");
    metrics.onBreaker(NODE, BreakerState.CLOSED, BreakerState.OPEN);
    metrics.onConnection(NODE, ConnectionState.DISCONNECTED, 1, null);
    metrics.onConnection(NODE, ConnectionState.READY, 1, null);
    metrics.onConnectionReplaced(NODE, Duration.ZERO);
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void recorderThatIsOvertakenByTheEndOfItsNode_bringsNothingBack() {
    NodeMeters meters =
        new NodeMeters(NODE, new Labels(), () -> BREAKER, new MeterSet(registry, Tags.empty()));
    meters.close();

    meters.onCommand("GET", 1, MILLISECOND, Outcome.CIRCUIT_OPEN);
    meters.onRetry("GET");
    meters.onError("timeout");
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void nodeThatReturns_startsAtZero() {
    everything(NODE);
    metrics.onConnection(NODE, ConnectionState.CLOSED, 0, null);
    connect(NODE);

    assertThat(scrape.value(RECONNECTS)).isZero();
    assertThat(breakerStates()).containsExactly("closed");
  }

  @Test
  void labels_tellTwoClientsOfOneRegistryApart() {
    RedoubtMetrics other = new RedoubtMetrics(registry, Tags.of("client", "other"));
    connect(NODE);
    other.onNode(NODE, () -> BREAKER);
    other.onConnectionReplaced(NODE, Duration.ofSeconds(2));

    assertThat(scrape.value(RECONNECTS)).isZero();
    assertThat(scrape.value("redoubt_reconnects_total{client='other',node='127.0.0.1:6379'}"))
        .isEqualTo(1);
  }

  @Test
  void close_removesEveryMeter() {
    everything(NODE);
    everything(OTHER_NODE);
    metrics.close();

    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void recordingWhileNodesComeAndGo_leavesNoSeriesBehind() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    CountDownLatch start = new CountDownLatch(1);
    try {
      List<Future<?>> recorders =
          List.of(recorder(threads, start), recorder(threads, start), recorder(threads, start));
      start.countDown();
      for (int i = 0; i < 1_000; i++) {
        connect(NODE);
        metrics.onTopology(Set.of(), "gone");
      }
      for (Future<?> recorder : recorders) {
        recorder.get(30, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(registry.getMeters()).isEmpty();
  }

  private Future<?> recorder(ExecutorService threads, CountDownLatch start) {
    return threads.submit(() -> {
      start.await();
      for (int i = 0; i < 20_000; i++) {
        metrics.onCommand(NODE, "C" + i % 50, 1, i, Outcome.SUCCESS);
        metrics.onError(NODE, "GET", "type" + i % 20);
      }
      return null;
    });
  }

  @Test
  void onCommand_knownCommand_allocatesNothing() {
    connect(NODE);
    int times = 200_000;
    record(times);
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = thread.getCurrentThreadAllocatedBytes();
    record(times);
    long allocated = thread.getCurrentThreadAllocatedBytes() - before;

    // Less than one byte per command: what little there is comes from the measurement itself.
    assertThat(allocated).isLessThan(times);
  }

  private void record(int times) {
    for (int i = 0; i < times; i++) {
      metrics.onCommand(NODE, "GET", 1, i, Outcome.SUCCESS);
    }
  }

  private void everything(String node) {
    connect(node);
    for (Outcome outcome : Outcome.values()) {
      metrics.onCommand(node, "GET", 1, MILLISECOND, outcome);
    }
    metrics.onRetry(node, "GET", 1, Duration.ofMillis(50));
    metrics.onError(node, "GET", "timeout");
    metrics.onConnectionReplaced(node, Duration.ofSeconds(2));
    metrics.onBreaker(node, BreakerState.CLOSED, BreakerState.OPEN);
  }

  private void connect(String node) {
    metrics.onNode(node, () -> BREAKER);
    metrics.onConnection(node, ConnectionState.CONNECTING, 0, null);
    metrics.onConnection(node, ConnectionState.READY, 0, null);
  }

  private double commands(String command, String outcome) {
    return scrape.value(
        "redoubt_command_seconds_count{command='%s',node='127.0.0.1:6379',outcome='%s'}"
            .formatted(command, outcome));
  }
}
