// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import io.lettuce.core.RedisException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it takes to judge a failure; in an outage every call does. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FailureClassifierBenchmark {
  // Not a constant, which the compiler would classify once for all.
  private final String reply =
      String.join(" ", "LOADING", "Redis is loading the dataset in memory");
  private final Throwable lost = new RedisException(new IOException("Connection reset by peer"));

  /** An error reply of Redis. */
  @Benchmark
  public Object reply() {
    return FailureClassifier.reply(reply);
  }

  /** An exception with a cause. */
  @Benchmark
  public Object exception() {
    return FailureClassifier.exception(lost);
  }
}
