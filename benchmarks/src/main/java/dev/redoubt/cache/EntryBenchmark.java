// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.SplittableRandom;
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

/** What the entry's header, fingerprint and checksum add to 100 bytes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EntryBenchmark {
  private static final Duration TTL = Duration.ofHours(1);
  private static final Stamp STAMP = Stamp.of(1);

  private final CacheConfig<String, byte[]> config =
      CacheConfig.builder("bench", ValueType.of(byte[].class)).ttl(TTL).build();
  private final Keys<String> keys = new Keys<>(config);
  private final Entries<byte[]> entries =
      new Entries<>(config, InstantSource.system(), new SplittableRandom(1));
  private final byte[] value = new byte[100];
  private final String text = String.format(Locale.ROOT, "key:%012d", 42);
  private final Key<String> key = keys.of("get", text);
  private final byte[] stored = entries.put(key, value, TTL, STAMP).bytes();

  /** A key as it is on the wire. */
  @Benchmark
  public Object key() {
    return keys.of("get", text);
  }

  /** An entry of a value. */
  @Benchmark
  public Object encode() {
    return entries.put(key, value, TTL, STAMP);
  }

  /** The value of an entry. */
  @Benchmark
  public Object decode() throws UndecodableException {
    return entries.read(key, stored, STAMP.epoch(), STAMP.tags());
  }
}
