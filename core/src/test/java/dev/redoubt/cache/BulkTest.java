// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.redoubt.LoadException;
import dev.redoubt.Redoubt;
import dev.redoubt.ValidationException;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Reads and writes of several keys. */
class BulkTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private final Recorder recorder = new Recorder();
  private final Queue<Set<String>> asked = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private RedisServer redis;
  private Redoubt redoubt;
  private Cache<String, City> cities;

  @BeforeEach
  void open() {
    redis = SERVER.get();
    redis.command("FLUSHALL");
    redoubt = Patience.connect(redis.url());
    cities =
        redoubt.cache("cities", City.class, c -> c.ttl(Duration.ofHours(1)).listener(recorder));
  }

  @AfterEach
  void close() {
    redoubt.close();
    threads.shutdownNow();
  }

  @Test
  void putAll_thousandKeys_comeBackInOrder() {
    Map<String, City> thousand = thousand();

    BulkWrite<String> written = cities.putAll(thousand);

    assertThat(written.written()).isEqualTo(1000);
    assertThat(written.isComplete()).isTrue();
    BulkResult<String, City> read = cities.getAll(thousand.keySet());
    assertThat(read.orThrow()).containsExactlyEntriesOf(thousand);
    assertThat(recorder.events()).containsExactly("putAll 1000 0", "getAll 1000 0 0");
  }

  @Test
  void putAll_valueThatCannotBeStored_isNamedAndTheOthersAreStored() {
    Cache<String, String> small =
        redoubt.cache("small", String.class, c -> c.ttl(Duration.ofHours(1)).maxValueBytes(5));

    BulkWrite<String> written =
        small.putAll(Map.of("a", "12345", "b", "123456", "c", "\ud83d", "d", "1"));

    assertThat(written.written()).isEqualTo(2);
    assertThat(written.failures()).containsOnlyKeys("b", "c");
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> {
          throw written.failures().get("b");
        })
        .withMessageContaining("cache=small");
    assertThat(small.getAll(List.of("a", "b", "c", "d")).values()).containsOnlyKeys("a", "d");
  }

  @Test
  void getAll_someAbsent_leavesThemOut() {
    cities.put("paris", City.PARIS);

    BulkResult<String, City> read = cities.getAll(List.of("lyon", "paris", "paris"));

    assertThat(read.orThrow()).isEqualTo(Map.of("paris", City.PARIS));
    assertThat(recorder.events()).containsExactly("put success", "getAll 1 1 0");
  }

  @Test
  void getAll_noKeys_isEmpty() {
    assertThat(cities.getAll(List.of()).orThrow()).isEmpty();
    assertThat(cities.getAll(List.of(), this::load).orThrow()).isEmpty();
    assertThat(cities.putAll(Map.of()).written()).isZero();
    assertThat(cities.removeAll(List.of()).written()).isZero();
  }

  @Test
  void getAll_oneInvalidKey_refusesTheCall() {
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> cities.getAll(List.of("paris", "")))
        .withMessageContaining("operation=getAll, cache=cities");
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> cities.putAll(Map.of("", City.PARIS)));
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> cities.removeAll(List.of("")));
  }

  @Test
  void removeAll_keys_areGone() {
    cities.putAll(thousand()).orThrow();

    BulkWrite<String> removed = cities.removeAll(List.of("k0", "k1", "absent"));

    assertThat(removed.written()).isEqualTo(3);
    assertThat(cities.getAll(thousand().keySet()).values()).hasSize(998);
    assertThat(recorder.events()).contains("removeAll 3 0");
  }

  @Test
  void getAll_withLoader_loadsOnlyTheMissingInOneCall() {
    cities.putAll(Map.of("a", city("a"), "c", city("c"))).orThrow();

    BulkResult<String, City> read =
        cities.getAll(List.of("a", "b", "c", "d", "nowhere"), this::load);

    assertThat(read.orThrow().keySet()).containsExactly("a", "b", "c", "d");
    assertThat(asked).containsExactly(Set.of("b", "d", "nowhere"));
    assertThat(recorder.events())
        .contains("getAll 2 3 0", "loadStart 3", "load 3 success")
        .doesNotContain("fallback 3");
  }

  @Test
  void getAll_withLoaderAgain_findsWhatWasStored() {
    List<String> keys = List.copyOf(thousand().keySet());
    cities.getAll(keys, this::load).orThrow();

    assertThat(cities.getAll(keys, this::load).orThrow()).hasSize(1000);

    assertThat(asked).hasSize(1);
    Await.until(
        Patience.LIMIT,
        "all and the epoch are stored",
        () -> Long.valueOf(1001).equals(redis.command("DBSIZE")));
  }

  @Test
  void getAll_absentAtTheOrigin_leavesNoLease() {
    cities.getAll(List.of("nowhere", "paris"), this::load).orThrow();

    recorder.await("fill stored");
    Await.until(
        Patience.LIMIT,
        "no lease is left",
        () -> Long.valueOf(0).equals(redis.command("EXISTS", "redoubt:cities:nowhere")));
  }

  @Test
  void getAll_loaderThatThrows_namesTheKeysAndKeepsTheHits() {
    cities.put("a", city("a"));
    IOException cause = new IOException("the database is away");

    BulkResult<String, City> read = cities.getAll(List.of("a", "b", "c"), keys -> {
      throw cause;
    });

    assertThat(read.values()).isEqualTo(Map.of("a", city("a")));
    assertThat(read.failures()).containsOnlyKeys("b", "c");
    assertThat(read.failures().get("b")).isInstanceOf(LoadException.class).hasCause(cause);
    assertThatExceptionOfType(LoadException.class).isThrownBy(read::orThrow);
    assertThat(cities.getAll(List.of("b"), this::load).orThrow()).containsOnlyKeys("b");
  }

  @Test
  void getAll_keysThatOthersLoad_areWaitedForAndNotLoadedAgain() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Future<City> single = threads.submit(() -> cities.get("b", key -> {
      release.await();
      return new City("from elsewhere", 1);
    }));
    recorder.await("loadStart 1");
    Future<BulkResult<String, City>> bulk =
        threads.submit(() -> cities.getAll(List.of("a", "b", "c"), this::load));
    recorder.await("load 2 success");

    release.countDown();

    assertThat(bulk.get(30, SECONDS).orThrow())
        .containsEntry("a", city("a"))
        .containsEntry("b", new City("from elsewhere", 1));
    assertThat(single.get(30, SECONDS)).isEqualTo(new City("from elsewhere", 1));
    assertThat(asked).containsExactly(Set.of("a", "c"));
  }

  @Test
  void getAll_manyOverlappingCalls_loadEachKeyOnce() throws Exception {
    List<Future<?>> callers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int first = i * 50;
      callers.add(threads.submit(() -> {
        for (int from = first; from < first + 200; from += 10) {
          List<String> keys =
              IntStream.range(from, from + 100).mapToObj(k -> "k" + k).toList();
          Map<String, City> read = cities.getAll(keys, this::load).orThrow();
          keys.forEach(key -> assertThat(read.get(key)).isEqualTo(city(key)));
        }
      }));
    }
    for (Future<?> caller : callers) {
      caller.get(90, SECONDS);
    }

    assertThat(asked.stream().flatMap(Set::stream).toList()).doesNotHaveDuplicates();
  }

  @Test
  void getAll_loaderThatCallsTheCache_works() {
    BulkResult<String, City> read = cities.getAll(List.of("a", "b"), keys -> {
      Map<String, City> values = new HashMap<>();
      for (String key : keys) {
        values.put(key, cities.get("source of " + key, one -> city(one)));
      }
      return values;
    });

    assertThat(read.orThrow()).containsEntry("a", city("source of a"));
  }

  @Test
  void getAll_loaderThatAsksForItsOwnKeys_failsClearly() {
    BulkResult<String, City> read =
        cities.getAll(List.of("a", "b"), keys -> cities.getAll(keys, this::load).orThrow());

    assertThat(read.failures()).containsOnlyKeys("a", "b");
    assertThat(read.failures().get("a"))
        .hasStackTraceContaining("a loader asked the cache for the key that it is loading");
  }

  @Test
  void toString_results_showNoEntries() {
    cities.put("paris", City.PARIS);

    assertThat(cities.getAll(List.of("paris"))).hasToString("BulkResult[values=1, failures=0]");
    assertThat(cities.putAll(Map.of("paris", City.PARIS)))
        .hasToString("BulkWrite[written=1, failures=0]");
  }

  /** The origin: knows every key but one. */
  private Map<String, City> load(Set<? extends String> keys) {
    asked.add(Set.copyOf(keys));
    Map<String, City> values = new HashMap<>();
    keys.forEach(key -> values.put(key, city(key)));
    values.remove("nowhere");
    return values;
  }

  private static City city(String key) {
    return new City("city of " + key, key.length());
  }

  private static Map<String, City> thousand() {
    Map<String, City> values = new LinkedHashMap<>();
    IntStream.range(0, 1000).forEach(i -> values.put("k" + i, city("k" + i)));
    return values;
  }
}
