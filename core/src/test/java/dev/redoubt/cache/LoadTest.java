// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.redoubt.CancelledException;
import dev.redoubt.LoadException;
import dev.redoubt.Redoubt;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Reads with a loader, and who waits for whom. */
class LoadTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private final Recorder recorder = new Recorder();
  private final AtomicInteger loads = new AtomicInteger();
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
  void get_miss_loadsOnTheCallersThreadAndStores() {
    CompletableFuture<Thread> ranOn = new CompletableFuture<>();

    City paris = cities.get("paris", key -> {
      ranOn.complete(Thread.currentThread());
      return City.PARIS;
    });

    assertThat(paris).isEqualTo(City.PARIS);
    assertThat(ranOn).isCompletedWithValue(Thread.currentThread());
    recorder.await("fill stored");
    assertThat(recorder.events())
        .containsExactly("get remote miss", "loadStart 1", "load 1 success", "fill stored");
    assertThat((Long) redis.command("PTTL", "redoubt:cities:paris")).isGreaterThan(3_000_000);
  }

  @Test
  void get_againAtOnce_doesNotLoadAgain() {
    for (int i = 0; i < 1000; i++) {
      String key = "k" + i % 10;
      assertThat(cities.get(key, this::load)).isEqualTo(new City(key, 1));
      assertThat(cities.get(key)).contains(new City(key, 1));
    }

    assertThat(loads).hasValue(10);
  }

  @Test
  void get_hit_doesNotLoad() {
    cities.put("paris", City.PARIS);

    assertThat(cities.get("paris", this::load)).isEqualTo(City.PARIS);
    assertThat(loads).hasValue(0);
  }

  @Test
  void get_loaderThatReturnsNull_returnsNullAndStoresNothing() {
    assertThat(cities.get("atlantis", key -> null)).isNull();

    awaitNoEntry("atlantis");
    assertThat(recorder.events())
        .containsExactly("get remote miss", "loadStart 1", "load 1 absent");
  }

  @Test
  void get_loaderThatThrows_tellsTheCauseAndGivesTheLeaseBack() {
    IOException cause = new IOException("the database is away");

    LoadException thrown = catchThrowableOfType(
        LoadException.class,
        () -> cities.get("paris", key -> {
          throw cause;
        }));

    assertThat(thrown).hasCause(cause).hasMessageContaining("operation=load, cache=cities");
    awaitNoEntry("paris");
    assertThat(cities.get("paris", this::load)).isEqualTo(new City("paris", 1));
    recorder.await("fill stored");
  }

  @Test
  void get_loaderThatThrowsAnError_letsItPassAndBlocksNobody() {
    assertThatExceptionOfType(StackOverflowError.class)
        .isThrownBy(() -> cities.get("paris", key -> {
          throw new StackOverflowError();
        }));

    assertThat(cities.get("paris", this::load)).isEqualTo(new City("paris", 1));
  }

  @Test
  void get_manyCallersOfOneKey_loadOnce() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    List<Future<City>> callers = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      callers.add(threads.submit(() -> cities.get("paris", key -> {
        release.await();
        return load(key);
      })));
    }
    recorder.await("loadStart 1");

    release.countDown();

    for (Future<City> caller : callers) {
      assertThat(caller.get(30, SECONDS)).isEqualTo(new City("paris", 1));
    }
    assertThat(loads).hasValue(1);
  }

  @Test
  void get_manyCallersOfManyKeys_loadEachOnce() throws Exception {
    List<Future<?>> callers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      callers.add(threads.submit(() -> {
        for (int key = 0; key < 500; key++) {
          assertThat(cities.get("k" + key, this::load)).isEqualTo(new City("k" + key, 1));
        }
      }));
    }
    for (Future<?> caller : callers) {
      caller.get(90, SECONDS);
    }

    assertThat(loads).hasValue(500);
  }

  @Test
  void get_joinersOfAFailingLoad_getExceptionsOfTheirOwn() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    IOException cause = new IOException("the database is away");
    List<Future<LoadException>> callers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      callers.add(threads.submit(() -> catchThrowableOfType(
          LoadException.class,
          () -> cities.get("paris", key -> {
            release.await();
            throw cause;
          }))));
      recorder.await("loadStart 1");
    }
    awaitWaiting(3);

    release.countDown();

    List<LoadException> thrown = new ArrayList<>();
    for (Future<LoadException> caller : callers) {
      thrown.add(caller.get(30, SECONDS));
    }
    assertThat(thrown).doesNotHaveDuplicates().allMatch(e -> e.getCause() == cause);
    assertThat(recorder.events()).containsOnlyOnce("loadStart 1");
  }

  @Test
  void get_interruptedOwner_leavesTheLoadToAJoiner() throws Exception {
    CompletableFuture<Thread> owner = new CompletableFuture<>();
    Future<CancelledException> interrupted = threads.submit(() -> catchThrowableOfType(
        CancelledException.class,
        () -> cities.get("paris", key -> {
          owner.complete(Thread.currentThread());
          new CountDownLatch(1).await();
          return null;
        })));
    Thread loading = owner.get(30, SECONDS);
    Future<City> joiner = threads.submit(() -> cities.get("paris", this::load));
    awaitWaiting(1);

    loading.interrupt();

    assertThat(joiner.get(30, SECONDS)).isEqualTo(new City("paris", 1));
    assertThat(interrupted.get(30, SECONDS)).hasCauseInstanceOf(InterruptedException.class);
  }

  @Test
  void get_interruptedJoiner_givesUpAlone() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Future<City> owner = threads.submit(() -> cities.get("paris", key -> {
      release.await();
      return City.PARIS;
    }));
    recorder.await("loadStart 1");
    CompletableFuture<Thread> joining = new CompletableFuture<>();
    Future<Boolean> joiner = threads.submit(() -> {
      joining.complete(Thread.currentThread());
      assertThatExceptionOfType(CancelledException.class)
          .isThrownBy(() -> cities.get("paris", this::load));
      return Thread.currentThread().isInterrupted();
    });

    joining.get(30, SECONDS).interrupt();

    assertThat(joiner.get(30, SECONDS)).isTrue();
    release.countDown();
    assertThat(owner.get(30, SECONDS)).isEqualTo(City.PARIS);
    assertThat(loads).hasValue(0);
  }

  @Test
  void get_loaderThatAsksForItsOwnKey_failsClearly() {
    assertThatExceptionOfType(LoadException.class)
        .isThrownBy(() -> cities.get("paris", key -> cities.get(key, this::load)))
        .havingCause()
        .withMessageContaining("a loader asked the cache for the key that it is loading");

    assertThat(cities.get("paris", this::load)).isEqualTo(new City("paris", 1));
  }

  @Test
  void get_loaderThatAsksForAnotherKey_works() {
    City paris = cities.get("paris", key -> cities.get("lyon", this::load));

    assertThat(paris).isEqualTo(new City("lyon", 1));
  }

  @Test
  void get_loadersThatWaitForEachOther_doNotWaitForEver() throws Exception {
    Cache<String, City> towns = redoubt.cache("towns", City.class, c -> c.ttl(Duration.ofHours(1)));
    CountDownLatch bothLoading = new CountDownLatch(2);
    Future<City> one = threads.submit(() -> cities.get("a", key -> {
      bothLoading.countDown();
      bothLoading.await();
      return towns.get("b", this::load);
    }));
    Future<City> other = threads.submit(() -> towns.get("b", key -> {
      bothLoading.countDown();
      bothLoading.await();
      return cities.get("a", this::load);
    }));

    assertThat(one.get(30, SECONDS)).isNotNull();
    assertThat(other.get(30, SECONDS)).isNotNull();
  }

  @Test
  void get_loadThatOutlastsTheLease_isNotWaitedForAndNotStored() throws Exception {
    Recorder events = new Recorder();
    Cache<String, City> brief = redoubt.cache(
        "brief",
        City.class,
        c -> c.ttl(Duration.ofHours(1)).lease(Duration.ofMillis(100)).listener(events));
    CountDownLatch release = new CountDownLatch(1);
    Future<City> slow = threads.submit(() -> brief.get("paris", key -> {
      release.await();
      return City.LYON;
    }));
    events.await("loadStart 1");
    Await.until(Patience.LIMIT, "the lease ends", () -> isAbsent("redoubt:brief:paris"));

    City paris = brief.get("paris", key -> City.PARIS);

    assertThat(paris).isEqualTo(City.PARIS);
    events.await("fill stored");
    release.countDown();
    assertThat(slow.get(30, SECONDS)).isEqualTo(City.LYON);
    events.await("fill refused");
    assertThat(brief.get("paris")).contains(City.PARIS);
  }

  @Test
  void get_valueThatCannotBeStored_isReturnedAllTheSame() {
    Cache<String, byte[]> small = redoubt.cache(
        "small",
        byte[].class,
        c -> c.ttl(Duration.ofHours(1)).maxValueBytes(10).listener(recorder));

    assertThat(small.get("k", key -> new byte[11])).hasSize(11);

    recorder.await("fill unfit");
    Await.until(Patience.LIMIT, "no lease is left", () -> isAbsent("redoubt:small:k"));
  }

  private City load(String key) {
    loads.incrementAndGet();
    return new City(key, 1);
  }

  /** Waits until that many threads of the test wait without a time limit of their own. */
  private void awaitWaiting(int count) {
    Await.until(
        Patience.LIMIT,
        count + " threads wait for a flight",
        () -> Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getState() == Thread.State.TIMED_WAITING)
                .filter(thread -> List.of(thread.getValue()).stream()
                    .anyMatch(frame -> frame.getClassName().equals(Flights.class.getName())))
                .count()
            >= count);
  }

  private void awaitNoEntry(String key) {
    Await.until(
        Patience.LIMIT, "no entry and no lease is left", () -> isAbsent("redoubt:cities:" + key));
  }

  private boolean isAbsent(String key) {
    return Long.valueOf(0).equals(redis.command("EXISTS", key));
  }
}
