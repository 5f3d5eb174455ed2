// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.Redoubt;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two JVMs' caches, an origin whose values are version numbers, and writers that change the origin
 * and then remove the key. Once a removal has returned, nobody may read an older version, however
 * slow the loads were that had begun before.
 */
class CoherenceTest {
  private static final int KEYS = 3;
  private static final int OPERATIONS = 4000;

  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private final AtomicIntegerArray origin = new AtomicIntegerArray(KEYS);
  private final AtomicIntegerArray removed = new AtomicIntegerArray(KEYS);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private List<Redoubt> redoubts;
  private List<Cache<String, Integer>> caches;

  @BeforeEach
  void open() {
    SERVER.get().command("FLUSHALL");
    redoubts = List.of(
        Patience.connect(SERVER.get().url()), Patience.connect(SERVER.get().url()));
    caches = redoubts.stream()
        .map(each ->
            each.<String, Integer>cache("versions", Integer.class, c -> c.ttl(Duration.ofHours(1))))
        .toList();
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    redoubts.forEach(Redoubt::close);
  }

  @Test
  void read_afterARemoval_neverReturnsWhatWasLoadedBefore() throws Exception {
    SplittableRandom seeds = new SplittableRandom(20261123);
    List<Future<?>> tasks = new ArrayList<>();
    for (Cache<String, Integer> cache : caches) {
      AsyncCache<String, Integer> async = cache.async();
      List<Function<String, Integer>> ways = List.of(
          key -> cache.get(key, this::load),
          key -> cache.get(key, this::load),
          key -> cache.get(key, this::load),
          key -> async.get(key, this::load).toCompletableFuture().join(),
          key -> getAll(cache, key));
      for (Function<String, Integer> way : ways) {
        SplittableRandom random = seeds.split();
        tasks.add(threads.submit(() -> read(random, way)));
      }
      SplittableRandom random = seeds.split();
      tasks.add(threads.submit(() -> change(random, cache)));
    }
    for (Future<?> task : tasks) {
      task.get(180, SECONDS);
    }

    for (int key = 0; key < KEYS; key++) {
      for (Cache<String, Integer> cache : caches) {
        assertThat(cache.get("k" + key, this::load)).isEqualTo(origin.get(key));
      }
    }
  }

  private void read(SplittableRandom random, Function<String, Integer> read) {
    for (int i = 0; i < OPERATIONS; i++) {
      int key = random.nextInt(KEYS);
      int oldest = removed.get(key);
      assertThat(read.apply("k" + key)).isGreaterThanOrEqualTo(oldest);
    }
  }

  private void change(SplittableRandom random, Cache<String, Integer> cache) {
    for (int i = 0; i < OPERATIONS / 4; i++) {
      int key = random.nextInt(KEYS);
      int version = origin.incrementAndGet(key);
      if (random.nextBoolean()) {
        cache.remove("k" + key);
      } else {
        cache.removeAll(Set.of("k" + key, "other")).orThrow();
      }
      removed.accumulateAndGet(key, version, Math::max);
      LockSupport.parkNanos(random.nextInt(1_000_000));
    }
  }

  private Integer getAll(Cache<String, Integer> cache, String key) {
    Map<String, Integer> found = cache
        .getAll(
            List.of(key), keys -> keys.stream().collect(Collectors.toMap(one -> one, this::load)))
        .orThrow();
    return found.getOrDefault(key, -1);
  }

  /** Reads the origin and takes its time, now more, now less. */
  private Integer load(String key) {
    int version = origin.get(key.charAt(1) - '0');
    LockSupport.parkNanos((version * 7919L) % 2_000_000);
    return version;
  }
}
