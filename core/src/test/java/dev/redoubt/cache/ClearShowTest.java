// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.Redoubt;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A big cache is cleared, or loses a tag, with a command or two; nothing old is served afterwards;
 * the memory comes back without a pause for anybody else.
 *
 * <p>Pauses are measured by the server, not by a stopwatch on a busy machine: all commands of one
 * step of the janitor together, which the server may carry out without looking at other clients in
 * between, take less than 5 ms by their mean times (commandstats).
 */
@Tag("alone")
class ClearShowTest {
  private static final Duration PATIENCE = Duration.ofMinutes(20);
  private static final int LONGEST_PAUSE_MICROS = 5_000;
  private static final int KEYS_PER_STEP = 100;

  private final AtomicLong cleaned = new AtomicLong(-1);
  private RedisServer redis;
  private Redoubt redoubt;
  private Redoubt otherJvm;
  private Cache<String, String> cache;
  private Cache<String, String> cacheThere;

  @BeforeEach
  void open() {
    redis = RedisServer.start();
    redoubt = Patience.connect(redis.url());
    otherJvm = Patience.connect(redis.url());
    cache = redoubt.cache(
        "big",
        String.class,
        c -> c.ttl(Duration.ofHours(10)).listener(new CacheListener() {
          @Override
          public void onCleaned(String name, long entries) {
            cleaned.set(entries);
          }
        }));
    cacheThere = otherJvm.cache("big", String.class, c -> c.ttl(Duration.ofHours(10)));
  }

  @AfterEach
  void close() {
    redoubt.close();
    otherJvm.close();
    redis.close();
  }

  @Test
  void tenThousand() {
    fill(10_000, "red");
    removeTag(10_000, "red");
    fill(10_000, "blue");
    clear(10_000);
  }

  /**
   * Besides, the server says of nothing it did that it took 5 ms (its latency monitor), and another
   * client never waits 5 ms longer than one of an idle Redis beside, whose longest wait is for a
   * processor.
   */
  @Test
  @Tag("thorough")
  void aMillion() throws IOException {
    fill(1_000_000, "red");
    withoutPause(() -> removeTag(1_000_000, "red"));
    fill(1_000_000, "blue");
    withoutPause(() -> clear(1_000_000));
  }

  private void withoutPause(Runnable action) throws IOException {
    redis.command("CONFIG", "SET", "latency-monitor-threshold", "5");
    redis.command("LATENCY", "RESET");
    try (RedisServer idle = RedisServer.start();
        Bystander busy = Bystander.of(redis);
        Bystander beside = Bystander.of(idle)) {
      action.run();
      System.out.printf(
          "%d pings, longest pause %s, of an idle Redis %s%n",
          busy.pings(), busy.longest(), beside.longest());
      assertThat(redis.command("LATENCY", "LATEST")).isEqualTo(List.of());
      assertThat(busy.longest().minus(beside.longest()))
          .isLessThan(Duration.ofNanos(1000L * LONGEST_PAUSE_MICROS));
    }
  }

  private void removeTag(int size, String tag) {
    measure();
    cacheThere.removeTag(tag);
    assertThat(calls("del")).isEqualTo(2);
    assertNothingIsServed(size);
    // Asked for where the events are heard; by then nothing is left to remove by the other JVM.
    awaitClean(size);
  }

  private void clear(int size) {
    measure();
    cache.clear();
    assertThat(calls("del")).isEqualTo(1);
    assertThat(calls("flushdb") + calls("flushall") + calls("keys")).isZero();
    assertNothingIsServed(size);
    Await.until(PATIENCE, "a round of the janitor", () -> cleaned.get() == size);
    awaitClean(size);
    assertThat(cacheThere.get("new", key -> "value")).isEqualTo("value");
  }

  private void fill(int size, String tag) {
    String value = "v".repeat(100);
    for (int from = 0; from < size; from += 1000) {
      Map<String, String> some = new LinkedHashMap<>();
      IntStream.range(from, from + 1000).forEach(i -> some.put("k" + i, value));
      cache.putAll(some, PutOptions.tags(tag)).orThrow();
    }
    assertThat(cacheThere.getAll(List.of("k0", "k" + (size - 1))).orThrow()).hasSize(2);
  }

  private void measure() {
    cleaned.set(-1);
    redis.command("CONFIG", "RESETSTAT");
  }

  private void assertNothingIsServed(int size) {
    int step = Math.max(1, size / 2000);
    List<String> sample = IntStream.iterate(0, i -> i < size, i -> i + step)
        .mapToObj(i -> "k" + i)
        .toList();
    for (Cache<String, String> each : List.of(cache, cacheThere)) {
      assertThat(each.getAll(sample).orThrow()).isEmpty();
      for (int i = 0; i < 100; i++) {
        assertThat(each.get(sample.get(i * sample.size() / 100))).isEmpty();
      }
    }
  }

  private void awaitClean(int size) {
    Await.until(PATIENCE, "the memory of " + size + " entries is given back", () -> dbSize() < 10);
    double step = micros("scan")
        + KEYS_PER_STEP * (micros("getrange") + micros("evalsha"))
        + 2 * micros("mget");
    assertThat(step).isLessThan(LONGEST_PAUSE_MICROS);
  }

  private long dbSize() {
    return Long.parseLong(String.valueOf(redis.command("DBSIZE")));
  }

  private long calls(String command) {
    return (long) stat(command, "calls=");
  }

  /** The mean time of a command, in microseconds. */
  private double micros(String command) {
    return stat(command, "usec_per_call=");
  }

  private double stat(String command, String field) {
    String line = redis.info("commandstats", "cmdstat_" + command);
    for (String part : line.split(",", -1)) {
      if (part.startsWith(field)) {
        return Double.parseDouble(part.substring(field.length()));
      }
    }
    return 0;
  }
}
