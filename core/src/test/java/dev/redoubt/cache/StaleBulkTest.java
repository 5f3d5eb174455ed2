// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.LoadException;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bulk reads of keys of which some are fresh, some stale, some negative, and some missing. */
class StaleBulkTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private static final Duration TTL = Duration.ofMinutes(10);
  private static final City FRESH = new City("fresh", 1);
  private static final City OLD = new City("old", 1);
  private static final City NEW = new City("new", 1);
  private static final List<String> KEYS = List.of("fresh", "stale", "none", "missing");

  private final Recorder recorder = new Recorder();
  private final Queue<Set<String>> asked = new ConcurrentLinkedQueue<>();
  private final CountDownLatch release = new CountDownLatch(1);
  private RedisServer redis;
  private Jvm jvm;

  @BeforeEach
  void open() {
    redis = SERVER.get();
    redis.command("FLUSHALL");
    jvm = new Jvm(redis.url(), recorder);
  }

  @AfterEach
  void close() {
    release.countDown();
    jvm.close();
  }

  @Test
  void getAll_loadsTheStaleAndTheMissingTogether() {
    Cache<String, City> cities = jvm.cities(StaleBulkTest::options);
    prepare(cities);

    Map<String, City> found = cities.getAll(KEYS, this::load).orThrow();

    assertThat(found).isEqualTo(Map.of("fresh", FRESH, "stale", NEW, "missing", NEW));
    assertThat(asked).containsExactly(Set.of("stale", "missing"));
    recorder.await("fill stored");
    assertThat(cities.getAll(KEYS, this::load).orThrow()).isEqualTo(found);
    assertThat(asked).hasSize(1);
  }

  @Test
  void getAll_loaderFails_namesOnlyThoseWithoutACopy() {
    Cache<String, City> cities = jvm.cities(StaleBulkTest::options);
    prepare(cities);

    BulkResult<String, City> result = cities.getAll(KEYS, this::fail);

    assertThat(result.values()).isEqualTo(Map.of("fresh", FRESH, "stale", OLD));
    assertThat(result.failures()).containsOnlyKeys("missing");
    assertThat(result.failures().get("missing")).isInstanceOf(LoadException.class);
    assertThat(recorder.events()).contains("stale load_failed");

    cities.getAll(KEYS, this::fail);
    assertThat(asked).containsExactly(Set.of("stale", "missing"), Set.of("missing"));
    assertThat(recorder.events()).contains("stale throttled");
  }

  @Test
  void getAll_softTimeout_answersStaleOnesAtOnceIfNothingIsMissing() {
    Cache<String, City> cities = jvm.cities(c -> options(c).softTimeout(Duration.ZERO));
    prepare(cities);

    Map<String, City> found =
        cities.getAll(List.of("fresh", "stale"), this::loadWhenReleased).orThrow();

    assertThat(found).isEqualTo(Map.of("fresh", FRESH, "stale", OLD));
    release.countDown();
    recorder.await("fill stored");
    assertThat(cities.get("stale")).contains(NEW);
  }

  @Test
  void getAll_hardTimeout_namesThoseThatAreLate() {
    Cache<String, City> cities = jvm.cities(c -> options(c).hardTimeout(Duration.ofMillis(50)));
    prepare(cities);

    BulkResult<String, City> result = cities.getAll(KEYS, this::loadWhenReleased);

    assertThat(result.values()).isEqualTo(Map.of("fresh", FRESH, "stale", OLD));
    assertThat(result.failures()).containsOnlyKeys("missing");
    assertThat(result.failures().get("missing")).hasMessageContaining("hardTimeout");
    assertThat(recorder.events()).contains("stale slow_load");
  }

  @Test
  void getAll_withoutLoader_hasFreshValuesOnly() {
    Cache<String, City> cities = jvm.cities(StaleBulkTest::options);
    prepare(cities);

    assertThat(cities.getAll(KEYS).orThrow()).isEqualTo(Map.of("fresh", FRESH));
  }

  @Test
  void getAll_entriesNearTheirEnd_areLoadedInTheBackground() {
    Cache<String, City> cities = jvm.cities(c -> c.ttl(TTL).earlyRefresh(1));
    List<String> keys = List.of("a", "b");
    cities.getAll(keys, some -> {
      jvm.pass(Duration.ofSeconds(60));
      return some.stream().collect(Collectors.toMap(key -> key, key -> OLD));
    });
    recorder.await("fill stored");
    jvm.pass(TTL.minusSeconds(60));
    jvm.chance(() -> -1);
    recorder.clear();

    assertThat(cities.getAll(keys, this::load).orThrow()).isEqualTo(Map.of("a", OLD, "b", OLD));

    recorder.await("fill stored");
    assertThat(asked).containsExactly(Set.of("a", "b"));
  }

  private static CacheConfigBuilder<String, City> options(CacheConfigBuilder<String, City> c) {
    return c.ttl(TTL).staleFor(TTL).negativeTtl(TTL);
  }

  private void prepare(Cache<String, City> cities) {
    cities.get("none", key -> null);
    recorder.await("fill stored");
    cities.put("fresh", FRESH);
    cities.put("stale", OLD);
    cities.expire("stale");
    recorder.clear();
  }

  private Map<String, City> load(Set<String> keys) {
    asked.add(Set.copyOf(keys));
    return keys.stream().collect(Collectors.toMap(key -> key, key -> NEW));
  }

  private Map<String, City> loadWhenReleased(Set<String> keys) throws InterruptedException {
    release.await();
    return load(keys);
  }

  private Map<String, City> fail(Set<String> keys) throws IOException {
    asked.add(Set.copyOf(keys));
    throw new IOException("the database is away");
  }
}
