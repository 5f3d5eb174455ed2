// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import dev.redoubt.client.BreakerStatistics;
import dev.redoubt.client.BreakerStatistics.Calls;
import dev.redoubt.client.ConnectionState;
import dev.redoubt.client.Outcome;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What metrics for Prometheus add to one exchange with a node. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CommandEventBenchmark {
  private static final String NODE = "127.0.0.1:6379";
  private static final long HALF_A_MILLISECOND = 500_000;

  private final RedoubtMetrics metrics =
      new RedoubtMetrics(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));

  /** A node has its meters from its first event on. */
  @Setup
  public void connect() {
    Calls none = new Calls(0, 0, 0, 0);
    metrics.onNode(NODE, () -> new BreakerStatistics(-1, -1, none, none));
    metrics.onConnection(NODE, ConnectionState.READY, 0, null);
  }

  /** By one thread, as on a node's event loop. */
  @Benchmark
  public void event() {
    metrics.onCommand(NODE, "MGET", 64, HALF_A_MILLISECOND, Outcome.SUCCESS);
  }

  /** By two threads at once. */
  @Benchmark
  @Threads(2)
  public void contendedEvent() {
    metrics.onCommand(NODE, "MGET", 64, HALF_A_MILLISECOND, Outcome.SUCCESS);
  }
}
