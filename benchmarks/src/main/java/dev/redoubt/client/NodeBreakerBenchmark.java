// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import dev.redoubt.RedoubtConfig;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.infra.Blackhole;

/** What a breaker adds to one exchange with a node: a permit, taken and given back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class NodeBreakerBenchmark {
  private static final long HALF_A_MILLISECOND = 500_000;

  private final NodeBreaker breaker = new NodeBreaker(
      "127.0.0.1:6379",
      RedoubtConfig.of("redis://127.0.0.1").breaker(),
      System::nanoTime,
      (from, to) -> {});

  /** By one thread, as on a node's event loop. */
  @Benchmark
  public void permit(Blackhole hole) {
    take(hole);
  }

  /** By two threads at once. */
  @Benchmark
  @Threads(2)
  public void contendedPermit(Blackhole hole) {
    take(hole);
  }

  private void take(Blackhole hole) {
    NodeBreaker.Permit permit = breaker.tryAcquire();
    if (permit == null) {
      throw new IllegalStateException("the breaker is open");
    }
    permit.success(HALF_A_MILLISECOND);
    hole.consume(permit);
  }
}
