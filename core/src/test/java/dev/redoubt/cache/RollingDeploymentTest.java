// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.Redoubt;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two versions of a program side by side, with different shapes of the same class: both see misses
 * where the other has written, never an exception, and do not overwrite each other's entries at
 * every read.
 */
class RollingDeploymentTest {
  private static final int KEYS = 100;
  private static final int OPERATIONS = 10_000;
  private static final int THREADS = 4;
  private static final Pattern SETS = Pattern.compile("cmdstat_set:calls=([0-9]+)");

  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private interface Named {
    String name();
  }

  private static final class Older {
    record City(String name, int people) implements Named {}
  }

  private static final class Newer {
    record City(String name, String mayor) implements Named {}
  }

  private final LongAdder puts = new LongAdder();
  private final LongAdder removals = new LongAdder();
  private RedisServer redis;
  private Redoubt olderProgram;
  private Redoubt newerProgram;
  private Version<Older.City> older;
  private Version<Newer.City> newer;

  @BeforeEach
  void open() {
    redis = SERVER.get();
    redis.command("FLUSHALL");
    olderProgram = Patience.connect(redis.url());
    newerProgram = Patience.connect(redis.url());
    older = version(olderProgram, Older.City.class, name -> new Older.City(name, 1));
    newer = version(newerProgram, Newer.City.class, name -> new Newer.City(name, "?"));
    redis.command("CONFIG", "RESETSTAT");
  }

  private static <V extends Named> Version<V> version(
      Redoubt program, Class<V> type, Function<String, V> city) {
    return new Version<>(program.cache("cities", type, c -> c.ttl(Duration.ofHours(1))), city);
  }

  @AfterEach
  void close() {
    olderProgram.close();
    newerProgram.close();
  }

  @Test
  void reads_ofTwoVersionsInTurn_writeEachKeyOnce() {
    Random random = new Random(5);
    for (int i = 0; i < OPERATIONS; i++) {
      String key = "k" + random.nextInt(KEYS);
      (i % 2 == 0 ? older : newer).load(key);
    }

    // A lease and a fill, and once the epoch of the cache.
    assertThat(sets()).isLessThanOrEqualTo(2 * KEYS + 1);
  }

  @Test
  void mixedReadsAndWrites_areWithoutExceptions_andWritesAreBounded() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        Version<?> version = i % 2 == 0 ? older : newer;
        Random random = new Random(i);
        ends.add(threads.submit(() -> mix(version, random)));
      }
      awaitAll(ends);
    } finally {
      threads.shutdown();
    }

    // A key that was never written, or was removed, may have a lease tried by every thread, and
    // one fill. What one of them has put is not written again by the other.
    long vacancies = KEYS + removals.sum();
    assertThat(sets()).isLessThanOrEqualTo(puts.sum() + vacancies * (THREADS + 1));
    assertThat(puts.sum() + removals.sum()).isBetween(OPERATIONS / 20L, OPERATIONS / 5L);
  }

  private void mix(Version<?> version, Random random) {
    for (int i = 0; i < OPERATIONS / THREADS; i++) {
      String key = "k" + random.nextInt(KEYS);
      int dice = random.nextInt(100);
      if (dice < 5) {
        version.put(key);
        puts.increment();
      } else if (dice < 10) {
        version.cache().remove(key);
        removals.increment();
      } else if (dice < 30) {
        version.get(key);
      } else {
        version.load(key);
      }
    }
  }

  private static void awaitAll(List<Future<?>> ends) throws InterruptedException {
    for (Future<?> end : ends) {
      try {
        end.get();
      } catch (ExecutionException e) {
        throw new AssertionError("a version of the program failed", e.getCause());
      }
    }
  }

  /** How many SETs Redis has carried out, in scripts too, those that found NX unmet included. */
  private long sets() {
    return SETS.matcher(String.valueOf(redis.command("INFO", "commandstats")))
        .results()
        .map((MatchResult calls) -> Long.parseLong(calls.group(1)))
        .findFirst()
        .orElse(0L);
  }

  /** One version's cache, and how it makes its cities. */
  private record Version<V extends Named>(Cache<String, V> cache, Function<String, V> city) {
    void load(String key) {
      V found = Objects.requireNonNull(cache.get(key, city::apply));
      assertThat(found.name()).isEqualTo(key);
    }

    void get(String key) {
      Optional<V> found = cache.get(key);
      found.ifPresent(value -> assertThat(value.name()).isEqualTo(key));
    }

    void put(String key) {
      cache.put(key, city.apply(key));
    }
  }
}
