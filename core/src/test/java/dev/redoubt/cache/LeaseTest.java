// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A load that meets another JVM's. */
class LeaseTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private static final String KEY = "redoubt:cities:paris";
  private static final Duration TTL = Duration.ofMinutes(10);

  private final Recorder recorder = new Recorder();
  private final Recorder recorderThere = new Recorder();
  private final AtomicInteger loads = new AtomicInteger();
  private final CountDownLatch release = new CountDownLatch(1);
  private RedisServer redis;
  private Jvm here;
  private Jvm there;
  private Cache<String, City> cities;
  private Cache<String, City> citiesThere;

  @BeforeEach
  void open() {
    redis = SERVER.get();
    redis.command("FLUSHALL");
    here = new Jvm(redis.url(), recorder);
    there = new Jvm(redis.url(), recorderThere);
    cities = here.cities(c -> c.ttl(TTL).negativeTtl(TTL));
    citiesThere = there.cities(c -> c.ttl(TTL).negativeTtl(TTL));
  }

  @AfterEach
  void close() {
    release.countDown();
    here.close();
    there.close();
  }

  @Test
  void get_whileAnotherJvmLoads_waitsForItsValue() throws Exception {
    startLoad(key -> City.PARIS);
    CompletableFuture<City> waiting = getThere();

    release.countDown();

    assertThat(waiting.get(30, SECONDS)).isEqualTo(City.PARIS);
    assertThat(loads).hasValue(1);
    assertThat(recorderThere.events()).containsExactly("get remote miss", "leaseWait stored");
  }

  @Test
  void get_whileAnotherJvmFindsNothing_isAnsweredTheSame() throws Exception {
    startLoad(key -> null);
    CompletableFuture<City> waiting = getThere();

    release.countDown();

    assertThat(waiting.get(30, SECONDS)).isNull();
    assertThat(loads).hasValue(1);
  }

  @Test
  void get_otherJvmsLoaderFails_takesTheLeaseOver() throws Exception {
    startLoad(key -> {
      throw new IOException("the database is away");
    });
    CompletableFuture<City> waiting = getThere();

    release.countDown();

    assertThat(waiting.get(30, SECONDS)).isEqualTo(City.LYON);
    recorderThere.await("fill stored");
    assertThat(recorderThere.events()).contains("leaseWait taken");
  }

  @Test
  void get_keyIsRemovedMeanwhile_takesTheLeaseOverAndTheOldFillIsRefused() throws Exception {
    startLoad(key -> City.PARIS);
    CompletableFuture<City> waiting = getThere();

    redis.command("DEL", KEY);

    assertThat(waiting.get(30, SECONDS)).isEqualTo(City.LYON);
    recorderThere.await("fill stored");
    release.countDown();
    recorder.await("fill refused");
    assertThat(cities.get("paris")).contains(City.LYON);
  }

  @Test
  void get_otherJvmIsDead_takesTheLeaseOverWhenItEnds() throws Exception {
    Recorder recorder = new Recorder();
    try (Jvm dying = new Jvm(redis.url(), recorder)) {
      Cache<String, City> dead = dying.cities(c -> c.ttl(TTL).lease(Duration.ofMillis(300)));
      CompletableFuture<City> never =
          Patience.async(() -> dead.get("paris", this::loadWhenReleased));
      recorder.await("loadStart 1");

      assertThat(getThere().get(30, SECONDS)).isEqualTo(City.LYON);

      assertThat(never).isNotDone();
      assertThat(recorderThere.events()).contains("leaseWait taken");
    }
  }

  @Test
  void get_deadJvmsLeaseOnACopy_isTakenOver() throws Exception {
    Recorder recorder = new Recorder();
    try (Jvm dying = new Jvm(redis.url(), recorder);
        Jvm living = new Jvm(redis.url(), recorderThere)) {
      Cache<String, City> dead = dying.cities(
          c -> c.ttl(TTL).staleFor(TTL).lease(Duration.ofMillis(300)).softTimeout(Duration.ZERO));
      Cache<String, City> alive = living.cities(c -> c.ttl(TTL).staleFor(TTL));
      dead.put("paris", City.PARIS);
      dead.expire("paris");
      assertThat(dead.get("paris", this::loadWhenReleased)).isEqualTo(City.PARIS);
      recorder.await("loadStart 1");

      assertThat(alive.get("paris", key -> City.LYON)).isEqualTo(City.LYON);

      recorderThere.await("fill stored");
      release.countDown();
      recorder.await("fill refused");
      assertThat(alive.get("paris")).contains(City.LYON);
    }
  }

  @Test
  void get_leaseThatOutlivesTheWait_loadsWithoutStoring() throws Exception {
    startLoad(key -> City.PARIS);
    try (Jvm impatient = new Jvm(redis.url(), recorderThere)) {
      Cache<String, City> cities = impatient.cities(c -> c.ttl(TTL).lease(Duration.ofMillis(100)));

      assertThat(cities.get("paris", key -> City.LYON)).isEqualTo(City.LYON);

      assertThat(recorderThere.events()).contains("leaseWait left", "fill unleased");
    }
  }

  @Test
  void wait_ofASecond_looksAFewDozenTimes() throws Exception {
    startLoad(key -> City.PARIS);
    long before = commands();
    CompletableFuture<City> waiting = getThere();
    CompletableFuture.runAsync(release::countDown, CompletableFuture.delayedExecutor(1, SECONDS));

    assertThat(waiting.get(30, SECONDS)).isEqualTo(City.PARIS);

    assertThat(commands() - before).isLessThan(60);
  }

  @Test
  void getAll_someKeysLoadedElsewhere_waitsForThose() throws Exception {
    startLoad(key -> City.PARIS);
    CompletableFuture<Map<String, City>> all = Patience.async(
        () -> citiesThere.getAll(List.of("paris", "lyon"), LeaseTest::loadAll).orThrow());
    recorderThere.await("load 1 success");

    release.countDown();

    assertThat(all.get(30, SECONDS)).isEqualTo(Map.of("paris", City.PARIS, "lyon", City.LYON));
    assertThat(recorderThere.events()).contains("leaseWait stored");
  }

  @Test
  void getAll_waitOfASecond_looksAFewDozenTimesAndSaysHowOften() throws Exception {
    startLoad(key -> City.PARIS);
    AtomicInteger looked = new AtomicInteger();
    CacheListener listener = new CacheListener() {
      @Override
      public void onLeaseWait(String cache, LeaseWaitOutcome outcome, int looks, long nanos) {
        looked.set(looks);
      }
    };
    try (Jvm third = new Jvm(redis.url(), listener)) {
      Cache<String, City> cities = third.cities(c -> c.ttl(TTL));
      CompletableFuture.runAsync(release::countDown, CompletableFuture.delayedExecutor(1, SECONDS));

      assertThat(cities.getAll(List.of("paris"), LeaseTest::loadAll).values())
          .isEqualTo(Map.of("paris", City.PARIS));
    }

    assertThat(looked.get()).isBetween(2, 60);
  }

  @Test
  void getAll_keyLoadedElsewhereIsRemoved_loadsIt() throws Exception {
    startLoad(key -> City.PARIS);
    CompletableFuture<Map<String, City>> all = Patience.async(
        () -> citiesThere.getAll(List.of("paris", "lyon"), LeaseTest::loadAll).orThrow());
    recorderThere.await("load 1 success");

    redis.command("DEL", KEY);

    assertThat(all.get(30, SECONDS)).isEqualTo(Map.of("paris", City.LYON, "lyon", City.LYON));
    assertThat(recorderThere.events()).contains("leaseWait taken");
  }

  /** Starts a load here that ends when it is released. */
  private void startLoad(Loader<String, City> loader) {
    Patience.async(() -> cities.get("paris", key -> {
      loads.incrementAndGet();
      release.await();
      return loader.load(key);
    }));
    recorder.await("loadStart 1");
  }

  private City loadWhenReleased(String key) throws InterruptedException {
    release.await();
    return City.PARIS;
  }

  private CompletableFuture<City> getThere() {
    CompletableFuture<City> waiting =
        Patience.async(() -> citiesThere.get("paris", key -> City.LYON));
    recorderThere.await("get remote miss");
    return waiting;
  }

  private static Map<String, City> loadAll(Set<String> keys) {
    return keys.stream().collect(Collectors.toMap(key -> key, key -> City.LYON));
  }

  private long commands() {
    return String.valueOf(redis.command("INFO", "stats"))
        .lines()
        .filter(line -> line.startsWith("total_commands_processed:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).trim()))
        .sum();
  }
}
