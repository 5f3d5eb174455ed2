// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.redoubt.LoadException;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Fresh, then stale, then gone; and what loads that fail or are slow are answered with. */
class StaleTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private static final String KEY = "redoubt:cities:paris";
  private static final City OLD = new City("Lutetia", 8_000);
  private static final Duration TTL = Duration.ofMinutes(10);

  private final Recorder recorder = new Recorder();
  private final Recorder recorderThere = new Recorder();
  private final AtomicInteger loads = new AtomicInteger();
  private final CountDownLatch release = new CountDownLatch(1);
  private RedisServer redis;
  private Jvm here;
  private Jvm there;

  @BeforeEach
  void open() {
    redis = SERVER.get();
    redis.command("FLUSHALL");
    here = new Jvm(redis.url(), recorder);
    there = new Jvm(redis.url(), recorderThere);
  }

  @AfterEach
  void close() {
    release.countDown();
    here.close();
    there.close();
  }

  @Test
  void entry_pastItsTtl_isStaleThenGone() {
    Cache<String, City> cities = here.cities(StaleTest::options);
    cities.put("paris", OLD);
    assertThat((Long) redis.command("PTTL", KEY)).isBetween(4_100_000L, 4_230_000L);

    here.pass(TTL.plusMinutes(1));

    assertThat(cities.get("paris")).isEmpty();
    assertThat(cities.get("paris", this::load)).isEqualTo(City.PARIS);
    recorder.await("fill stored");
    assertThat(recorder.events())
        .containsExactly(
            "put success",
            "get remote stale",
            "get remote stale",
            "loadStart 1",
            "load 1 success",
            "fill stored");
    assertThat(cities.get("paris")).contains(City.PARIS);
  }

  @Test
  void get_staleAndLoaderFails_answersWithTheCopyAndAsksLater() {
    Cache<String, City> cities = here.cities(StaleTest::options);
    putAndExpire(cities);

    assertThat(cities.get("paris", this::fail)).isEqualTo(OLD);
    assertThat(cities.get("paris", this::fail)).isEqualTo(OLD);

    assertThat(loads).hasValue(1);
    assertThat(recorder.events()).contains("stale load_failed", "stale throttled");
    here.pass(Duration.ofSeconds(2));
    awaitPauseOver();
    assertThat(cities.get("paris", this::load)).isEqualTo(City.PARIS);
  }

  @Test
  void get_loaderFailedInAnotherJvm_isThrottledHereToo() {
    Cache<String, City> cities = here.cities(StaleTest::options);
    Cache<String, City> citiesThere = there.cities(StaleTest::options);
    putAndExpire(cities);
    assertThat(cities.get("paris", this::fail)).isEqualTo(OLD);
    awaitLeaseGivenBack();

    assertThat(citiesThere.get("paris", this::load)).isEqualTo(OLD);

    assertThat(loads).hasValue(1);
    assertThat(recorderThere.events()).contains("stale throttled");
  }

  @Test
  void get_staleAndLoaderFails_leavesTheCopyItsTime() {
    Cache<String, City> cities = here.cities(c -> options(c).staleFor(Duration.ofSeconds(5)));
    putAndExpire(cities);

    assertThat(cities.get("paris", this::fail)).isEqualTo(OLD);

    awaitLeaseGivenBack();
    assertThat((Long) redis.command("PTTL", KEY)).isBetween(1L, 5000L);
  }

  @Test
  void get_failureThatTheFilterRefuses_isThrown() {
    Cache<String, City> cities = here.cities(
        c -> options(c).staleOnError(thrown -> !(thrown instanceof FileNotFoundException)));
    putAndExpire(cities);

    assertThatExceptionOfType(LoadException.class)
        .isThrownBy(() -> cities.get("paris", key -> {
          throw new FileNotFoundException("no such city");
        }))
        .withCauseInstanceOf(FileNotFoundException.class);
    assertThat(cities.get("paris", this::fail)).isEqualTo(OLD);
  }

  @Test
  void get_filterThatThrows_forgivesNothing() {
    Cache<String, City> cities = here.cities(c -> options(c).staleOnError(thrown -> {
      throw new IllegalStateException("a filter with a mistake");
    }));
    putAndExpire(cities);

    assertThatExceptionOfType(LoadException.class)
        .isThrownBy(() -> cities.get("paris", this::fail))
        .withCauseInstanceOf(IOException.class);
  }

  @Test
  void get_softTimeoutOfZero_answersAtOnceAndLoadsInTheBackground() {
    Cache<String, City> cities = here.cities(c -> options(c).softTimeout(Duration.ZERO));
    putAndExpire(cities);

    assertThat(cities.get("paris", this::loadWhenReleased)).isEqualTo(OLD);
    recorder.await("loadStart 1");
    assertThat(cities.get("paris", this::loadWhenReleased)).isEqualTo(OLD);
    release.countDown();

    recorder.await("fill stored");
    assertThat(cities.get("paris", this::load)).isEqualTo(City.PARIS);
    assertThat(loads).hasValue(1);
    assertThat(recorder.events()).contains("stale slow_load");
  }

  @Test
  void get_softTimeoutAndQuickLoader_answersWithTheNewValue() {
    Cache<String, City> cities = here.cities(c -> options(c).softTimeout(Duration.ofSeconds(9)));
    putAndExpire(cities);

    assertThat(cities.get("paris", this::load)).isEqualTo(City.PARIS);
  }

  @Test
  void getAsync_softTimeout_answersWithTheCopy() throws Exception {
    Cache<String, City> cities = here.cities(c -> options(c).softTimeout(Duration.ofMillis(20)));
    putAndExpire(cities);

    CompletableFuture<City> city =
        cities.async().get("paris", this::loadWhenReleased).toCompletableFuture();

    assertThat(city.get(30, SECONDS)).isEqualTo(OLD);
  }

  @Test
  void get_hardTimeoutWithoutACopy_failsAndTheLoadGoesOn() {
    Cache<String, City> cities = here.cities(c -> options(c).hardTimeout(Duration.ofMillis(50)));

    assertThatExceptionOfType(LoadException.class)
        .isThrownBy(() -> cities.get("paris", this::loadWhenReleased))
        .withMessageContaining("hardTimeout")
        .withNoCause();
    release.countDown();

    recorder.await("fill stored");
    assertThat(cities.get("paris")).contains(City.PARIS);
  }

  @Test
  void get_hardTimeoutWithACopy_answersWithIt() {
    Cache<String, City> cities = here.cities(c -> options(c).hardTimeout(Duration.ofMillis(50)));
    putAndExpire(cities);

    assertThat(cities.get("paris", this::loadWhenReleased)).isEqualTo(OLD);
  }

  @Test
  void get_whileAnotherJvmRefreshes_hasTheCopyAndDoesNotLoad() {
    Cache<String, City> cities = here.cities(c -> options(c).softTimeout(Duration.ZERO));
    Cache<String, City> citiesThere = there.cities(c -> options(c).softTimeout(Duration.ZERO));
    putAndExpire(cities);
    assertThat(cities.get("paris", this::loadWhenReleased)).isEqualTo(OLD);
    recorder.await("loadStart 1");

    assertThat(citiesThere.get("paris", this::load)).isEqualTo(OLD);
    recorderThere.await("leaseWait left");
    release.countDown();

    recorder.await("fill stored");
    assertThat(citiesThere.get("paris", this::load)).isEqualTo(City.PARIS);
    assertThat(loads).hasValue(1);
  }

  @Test
  void expire_loadUnderWay_refusesItsFill() throws Exception {
    Cache<String, City> cities = here.cities(StaleTest::options);
    CompletableFuture<City> load =
        Patience.async(() -> cities.get("paris", this::loadWhenReleased));
    recorder.await("loadStart 1");

    there.cities(StaleTest::options).expire("paris");
    release.countDown();

    assertThat(load.get(30, SECONDS)).isEqualTo(City.PARIS);
    recorder.await("fill refused");
    assertThat(redis.command("EXISTS", KEY)).isEqualTo(0L);
  }

  @Test
  void expire_refreshUnderWay_refusesItsFillAndKeepsTheCopy() {
    Cache<String, City> cities = here.cities(c -> options(c).softTimeout(Duration.ZERO));
    putAndExpire(cities);
    assertThat(cities.get("paris", this::loadWhenReleased)).isEqualTo(OLD);
    recorder.await("loadStart 1");

    cities.expire("paris");
    release.countDown();

    recorder.await("fill refused");
    assertThat(cities.get("paris", this::fail)).isEqualTo(OLD);
  }

  @Test
  void remove_refreshUnderWay_refusesItsFill() {
    Cache<String, City> cities = here.cities(c -> options(c).softTimeout(Duration.ZERO));
    putAndExpire(cities);
    assertThat(cities.get("paris", this::loadWhenReleased)).isEqualTo(OLD);
    recorder.await("loadStart 1");

    redis.command("DEL", KEY);
    release.countDown();

    recorder.await("fill refused");
    assertThat(cities.get("paris")).isEmpty();
  }

  @Test
  void expire_cacheWithoutCopies_removes() {
    Cache<String, City> cities = here.cities(c -> c.ttl(TTL));
    cities.put("paris", OLD);

    cities.expire("paris");

    assertThat(redis.command("EXISTS", KEY)).isEqualTo(0L);
    assertThat(recorder.events()).contains("expire success");
  }

  @Test
  void expire_copy_isKeptForTheStaleTimeAtMost() {
    Cache<String, City> cities = here.cities(c -> options(c).staleFor(Duration.ofSeconds(30)));

    putAndExpire(cities);

    assertThat((Long) redis.command("PTTL", KEY)).isBetween(1L, 30_000L);
  }

  @Test
  void expire_whatIsNoString_removesItAndLeavesTheFence() {
    Cache<String, City> cities = here.cities(StaleTest::options);
    redis.command("RPUSH", KEY, "of another program");

    cities.expire("paris");

    assertThat(redis.command("EXISTS", KEY)).isEqualTo(0L);
    assertThat(here.caches().unfenced()).isEmpty();
  }

  @Test
  void fill_keyIsNoStringAnyMore_failsAndLeavesTheFence() {
    Cache<String, City> cities = here.cities(StaleTest::options);

    cities.get("paris", key -> {
      redis.command("DEL", KEY);
      redis.command("RPUSH", KEY, "of another program");
      return City.PARIS;
    });

    recorder.await("fill failed");
    assertThat(redis.command("LLEN", KEY)).isEqualTo(1L);
    assertThat(here.caches().unfenced()).isEmpty();
  }

  @Test
  void expire_whatIsNoEntry_removesIt() {
    Cache<String, City> cities = here.cities(StaleTest::options);
    redis.command("SET", KEY, "another program's");

    cities.expire("paris");

    assertThat(redis.command("EXISTS", KEY)).isEqualTo(0L);
  }

  @Test
  void earlyRefresh_entryNearItsEnd_isLoadedInTheBackground() {
    Cache<String, City> cities = here.cities(c -> c.ttl(TTL).earlyRefresh(1));
    assertThat(cities.get("paris", key -> {
          here.pass(Duration.ofSeconds(60));
          return OLD;
        }))
        .isEqualTo(OLD);
    recorder.await("fill stored");
    recorder.clear();
    here.chance(() -> 0); // A draw that puts off what can be put off.
    here.pass(TTL.minusSeconds(60));
    assertThat(cities.get("paris", this::load)).isEqualTo(OLD);
    assertThat(recorder.events()).containsExactly("get remote hit");

    here.chance(() -> -1); // And one that does not.
    assertThat(cities.get("paris", this::load)).isEqualTo(OLD);

    recorder.await("fill stored");
    assertThat(cities.get("paris")).contains(City.PARIS);
    assertThat(loads).hasValue(1);
  }

  private static CacheConfigBuilder<String, City> options(CacheConfigBuilder<String, City> c) {
    return c.ttl(TTL).staleFor(Duration.ofHours(1));
  }

  private void putAndExpire(Cache<String, City> cities) {
    cities.put("paris", OLD);
    cities.expire("paris");
  }

  private City load(String key) {
    loads.incrementAndGet();
    return City.PARIS;
  }

  private City loadWhenReleased(String key) throws InterruptedException {
    release.await();
    return load(key);
  }

  private City fail(String key) throws IOException {
    loads.incrementAndGet();
    throw new IOException("the database is away");
  }

  private void awaitLeaseGivenBack() {
    Await.until(
        Patience.LIMIT,
        "no token on the entry",
        () -> Objects.equals(redis.command("GETRANGE", KEY, "4", "11"), "\0".repeat(8)));
  }

  /** Redis's clock cannot be put forward: the entry's pause is waited for. */
  private void awaitPauseOver() {
    Cache<String, City> cities = there.cities(StaleTest::options);
    Await.until(Patience.LIMIT, "the pause is over", () -> {
      recorderThere.clear();
      cities.get("paris", this::fail);
      return recorderThere.events().contains("stale load_failed");
    });
  }
}
