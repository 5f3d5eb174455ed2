// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.RedoubtException;
import dev.redoubt.metrics.RedoubtMetrics;
import dev.redoubt.testkit.RedisServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a read costs while Redis is dead, with metrics for Prometheus. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RefusedReadBenchmark {
  private final byte[] value = new byte[100];
  private @Nullable Redoubt redoubt;
  private @Nullable Cache<String, byte[]> opened;

  /** Fills a cache on a server that is then killed. */
  @Setup
  public void kill() {
    try (RedisServer redis = RedisServer.start()) {
      Redoubt connected = Redoubt.builder(RedoubtConfig.of(redis.url()))
          .listener(new RedoubtMetrics(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)))
          .connect();
      redoubt = connected;
      opened = connected.cache("bench", byte[].class, c -> c.ttl(Duration.ofHours(1)));
      opened.put("key", value);
      redis.kill();
    }
  }

  /** Closes the client. */
  @TearDown
  public void close() {
    if (redoubt != null) {
      redoubt.close();
    }
  }

  /** The loader is asked instead. */
  @Benchmark
  public @Nullable Object withLoader() {
    return cache().get("key", key -> value);
  }

  /** Without a loader there is an exception. */
  @Benchmark
  public Object strict() {
    try {
      return cache().get("key");
    } catch (RedoubtException e) {
      return e;
    }
  }

  private Cache<String, byte[]> cache() {
    return Optional.ofNullable(opened).orElseThrow();
  }
}
