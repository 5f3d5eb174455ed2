// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import dev.redoubt.cache.CacheListener;
import dev.redoubt.cache.ReadOutcome;
import dev.redoubt.cache.Tier;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What metrics for Prometheus add to one hit of the near tier. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class NearHitBenchmark {
  private final RedoubtMetrics metrics =
      new RedoubtMetrics(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  private final CacheListener cache = metrics.caches().forCache("cities");
  private final LongAdder adder = new LongAdder();

  /** The event as the engine tells it. */
  @Benchmark
  public void hit() {
    cache.onGet("cities", Tier.NEAR, ReadOutcome.HIT, 0);
  }

  /** By two threads at once. */
  @Benchmark
  @Threads(2)
  public void contendedHit() {
    cache.onGet("cities", Tier.NEAR, ReadOutcome.HIT, 0);
  }

  /** The least that an exact counter costs: for comparison. */
  @Benchmark
  public void adder() {
    adder.increment();
  }
}
