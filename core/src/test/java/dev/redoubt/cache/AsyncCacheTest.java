// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.LoadException;
import dev.redoubt.OverloadException;
import dev.redoubt.Redoubt;
import dev.redoubt.ValidationException;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The view that does not wait. */
class AsyncCacheTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private final Recorder recorder = new Recorder();
  private final AtomicInteger loads = new AtomicInteger();
  private RedisServer redis;
  private Redoubt redoubt;
  private Cache<String, City> cities;
  private AsyncCache<String, City> async;

  @BeforeEach
  void open() {
    redis = SERVER.get();
    redis.command("FLUSHALL");
    redoubt = Patience.connect(redis.url());
    cities =
        redoubt.cache("cities", City.class, c -> c.ttl(Duration.ofHours(1)).listener(recorder));
    async = cities.async();
  }

  @AfterEach
  void close() {
    redoubt.close();
  }

  @Test
  void get_loadThatHangs_isGivenUpByOthersAfterTheLease() throws Exception {
    AsyncCache<String, City> brief = redoubt
        .cache("brief", City.class, c -> c.ttl(Duration.ofHours(1)).lease(Duration.ofMillis(100)))
        .async();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    CompletionStage<City> hanging = brief.get("paris", key -> {
      begun.countDown();
      release.await();
      return City.LYON;
    });
    begun.await();

    assertThat(await(brief.get("paris", key -> City.PARIS))).isEqualTo(City.PARIS);

    release.countDown();
    assertThat(await(hanging)).isEqualTo(City.LYON);
  }

  @Test
  void everyOperation_meansTheSameAsItsTwin() throws Exception {
    await(async.put("paris", City.PARIS));
    assertThat(await(async.get("paris"))).contains(City.PARIS);
    await(async.put("lyon", City.LYON, Duration.ofMinutes(1)));
    assertThat(await(async.getAll(List.of("paris", "lyon"))).orThrow()).hasSize(2);
    await(async.remove("paris"));
    assertThat(await(async.get("paris"))).isEmpty();
    assertThat(await(async.putAll(Map.of("paris", City.PARIS))).written()).isEqualTo(1);
    assertThat(await(async.removeAll(List.of("paris", "lyon"))).written()).isEqualTo(2);
    assertThat(recorder.events())
        .containsExactly(
            "put success",
            "get remote hit",
            "put success",
            "getAll 2 0 0",
            "remove success",
            "get remote miss",
            "putAll 1 0",
            "removeAll 2 0");
  }

  @Test
  void get_withLoader_runsItElsewhereAndStores() throws Exception {
    CompletableFuture<Thread> ranOn = new CompletableFuture<>();

    City paris = await(async.get("paris", key -> {
      ranOn.complete(Thread.currentThread());
      return City.PARIS;
    }));

    assertThat(paris).isEqualTo(City.PARIS);
    assertThat(ranOn.join()).isNotEqualTo(Thread.currentThread());
    assertThat(ranOn.join().getName()).doesNotContain("lettuce");
    recorder.await("fill stored");
    assertThat(await(async.get("paris", this::load))).isEqualTo(City.PARIS);
    assertThat(loads).hasValue(0);
  }

  @Test
  void get_manyCallersOfOneKey_loadOnceAndKeepNoThreadsWaiting() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    List<CompletionStage<City>> callers = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      callers.add(async.get("paris", key -> {
        release.await();
        return load(key);
      }));
    }
    // More joiners than the pool of Java 17 has threads: another load still finds one.
    assertThat(await(async.get("lyon", this::load))).isEqualTo(new City("lyon", 1));

    release.countDown();

    for (CompletionStage<City> caller : callers) {
      assertThat(await(caller)).isEqualTo(new City("paris", 1));
    }
    assertThat(loads).hasValue(2);
  }

  @Test
  void get_loaderThatThrows_completesWithTheExceptionItself() {
    IOException cause = new IOException("the database is away");

    Throwable failure = failure(async.get("paris", key -> {
      throw cause;
    }));

    assertThat(failure).isInstanceOf(LoadException.class).hasCause(cause);
  }

  @Test
  void get_invalidKey_completesWithTheException() {
    assertThat(failure(async.get(""))).isInstanceOf(ValidationException.class);
    assertThat(failure(async.put("", City.PARIS))).isInstanceOf(ValidationException.class);
    assertThat(failure(async.getAll(List.of("")))).isInstanceOf(ValidationException.class);
  }

  @Test
  void get_cancelledStage_leavesTheLoadToOthers() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Loader<String, City> slow = key -> {
      release.await();
      return load(key);
    };
    CompletionStage<City> cancelled = async.get("paris", slow);
    recorder.await("loadStart 1");
    CompletionStage<City> other = async.get("paris", slow);

    cancelled.toCompletableFuture().cancel(true);
    release.countDown();

    assertThat(await(other)).isEqualTo(new City("paris", 1));
    assertThat(loads).hasValue(1);
  }

  @Test
  void get_whileASynchronousCallerLoads_joinsIt() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Thread owner = new Thread(() -> cities.get("paris", key -> {
      release.await();
      return load(key);
    }));
    owner.start();
    recorder.await("loadStart 1");
    CompletionStage<City> joiner = async.get("paris", this::load);

    release.countDown();

    assertThat(await(joiner)).isEqualTo(new City("paris", 1));
    owner.join();
    assertThat(loads).hasValue(1);
  }

  @Test
  void getAll_withLoader_loadsTheMissing() throws Exception {
    cities.put("paris", City.PARIS);

    BulkResult<String, City> read =
        await(async.getAll(List.of("paris", "lyon"), keys -> Map.of("lyon", City.LYON)));

    assertThat(read.orThrow()).isEqualTo(Map.of("paris", City.PARIS, "lyon", City.LYON));
  }

  @Test
  void get_executorThatRefuses_completesWithOverload() {
    try (Redoubt refusing = Redoubt.builder(Patience.config(redis.url()))
        .executor(task -> {
          throw new RejectedExecutionException("full");
        })
        .connect()) {
      AsyncCache<String, City> full =
          refusing.cache("cities", City.class, c -> c.ttl(Duration.ofHours(1))).async();

      assertThat(failure(full.get("paris", this::load)))
          .isInstanceOf(OverloadException.class)
          .hasMessageContaining("cache=cities");
    }
  }

  private City load(String key) {
    loads.incrementAndGet();
    return new City(key, 1);
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, SECONDS);
  }

  /** What a stage failed with, as its first dependent sees it. */
  private static Throwable failure(CompletionStage<?> stage) {
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    stage.whenComplete((value, thrown) -> failure.complete(thrown));
    return failure.orTimeout(30, SECONDS).join();
  }
}
