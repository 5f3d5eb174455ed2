// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.redoubt.CircuitOpenException;
import dev.redoubt.ConnectionException;
import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtException;
import dev.redoubt.TimeoutException;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Redis goes away: reads with a loader answer, all else says clearly what is the matter. */
class OutageTest {
  private final Recorder recorder = new Recorder();
  private RedisServer redis;
  private Redoubt redoubt;
  private Cache<String, City> cities;

  @BeforeEach
  void open() {
    redis = RedisServer.start();
    redoubt = Redoubt.connect(redis.url());
    cities =
        redoubt.cache("cities", City.class, c -> c.ttl(Duration.ofHours(1)).listener(recorder));
    cities.put("paris", City.PARIS);
    recorder.clear();
  }

  @AfterEach
  void close() {
    redoubt.close();
    redis.close();
  }

  @Test
  void killed_loaderBackedReads_answer() throws Exception {
    redis.kill();

    for (int i = 0; i < 100; i++) {
      assertThat(cities.get("paris", key -> City.LYON)).isEqualTo(City.LYON);
      assertThat(cities.getAll(List.of("a", "b"), OutageTest::load).orThrow()).hasSize(2);
    }
    assertThat(await(cities.async().get("paris", key -> City.LYON))).isEqualTo(City.LYON);
    assertThat(await(cities.async().getAll(List.of("a"), OutageTest::load)).orThrow())
        .hasSize(1);
    assertThat(recorder.events())
        .contains("get remote failed", "fallback 1", "fallback 2", "fill unleased")
        .doesNotContain("fill stored");
  }

  @Test
  void killed_strictCalls_throwWithTheCachesName() {
    redis.kill();

    assertUnavailable(() -> cities.get("paris"));
    assertUnavailable(() -> cities.put("paris", City.PARIS));
    assertUnavailable(() -> cities.remove("paris"));
    assertThat(recorder.events())
        .containsExactly("get remote failed", "put failed", "remove failed");
  }

  @Test
  void killed_strictBulkCalls_nameEveryKey() {
    redis.kill();

    assertAllFailed(cities.getAll(List.of("a", "b")).failures());
    assertAllFailed(cities.putAll(Map.of("a", City.PARIS, "b", City.LYON)).failures());
    assertAllFailed(cities.removeAll(List.of("a", "b")).failures());
    assertThat(recorder.events()).containsExactly("getAll 0 0 2", "putAll 0 2", "removeAll 0 2");
  }

  @Test
  void killed_strictStages_completeWithTheSame() {
    redis.kill();

    assertUnavailable(() -> rethrow(cities.async().get("paris")));
    assertUnavailable(() -> rethrow(cities.async().put("paris", City.PARIS)));
    assertUnavailable(() -> rethrow(cities.async().remove("paris")));
  }

  @Test
  void killed_explain_saysWhatCouldNotBeAsked_andWhatIsKnownHere() {
    Cache<String, City> kept = redoubt.cache(
        "kept", City.class, c -> c.ttl(Duration.ofHours(1)).staleFor(Duration.ofHours(1)));
    kept.put("paris", City.PARIS);
    assertThat(kept.get("paris")).contains(City.PARIS);
    redis.kill();
    assertThat(catchThrowableOfType(RedoubtException.class, () -> kept.remove("lyon")))
        .isNotNull();

    Explanation paris = kept.explain("paris");
    Explanation lyon = kept.explain("lyon");

    assertThat(paris.state()).isEqualTo(EntryState.UNKNOWN);
    assertThat(paris.tier()).isEqualTo(Tier.NEAR);
    assertThat(paris.unasked())
        .extracting(Explanation.Unasked::what)
        .containsExactly("entry", "epoch", "ttl");
    assertThat(paris.place().node()).isEqualTo(redis.host() + ":" + redis.port());
    assertThat(paris.place().lastError()).isNotNull();
    assertThat(lyon.tier()).isNull();
    assertThat(lyon.here()).matches(here -> here.removalWaits() && !here.copyKept());
    assertThat(lyon.toString()).contains("not asked", "a removal that Redis has not acknowledged");
  }

  @Test
  void restarted_readsHitAgain() {
    redis.kill();
    assertThat(cities.get("paris", key -> City.LYON)).isEqualTo(City.LYON);

    redis.restart();

    Await.until(Patience.LIMIT, "values are stored again", () -> {
      City city = cities.get("paris", key -> City.PARIS);
      return city != null && recorder.events().contains("fill stored");
    });
    assertThat(cities.get("paris")).contains(City.PARIS);
  }

  @Test
  void stopped_loaderBackedReads_answerWithinOneAttempt() {
    redis.stop();

    long start = System.nanoTime();
    City city = cities.get("paris", key -> City.LYON);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);

    assertThat(city).isEqualTo(City.LYON);
    assertThat(millis).isLessThan(3000);
    redis.resume();
  }

  @Test
  void stoppedDuringALoad_theCallerWaitsForNothing_andAfterwardsTheValueIsRightOrAbsent() {
    City loaded = cities.get("lyon", key -> {
      redis.stop();
      return City.LYON;
    });

    assertThat(loaded).isEqualTo(City.LYON);
    recorder.await("fill failed");
    redis.resume();
    Await.until(Patience.LIMIT, "Redis answers", () -> {
      try {
        return cities.get("lyon").map(City.LYON::equals).orElse(true);
      } catch (RedoubtException e) {
        return false;
      }
    });
  }

  @Test
  void stopped_removeOfUnknownOutcome_saysSo() {
    redis.stop();

    RedoubtException thrown =
        catchThrowableOfType(RedoubtException.class, () -> cities.remove("paris"));

    assertThat(thrown).isInstanceOf(TimeoutException.class);
    assertThat(thrown.mayHaveExecuted()).isTrue();
    assertThat(thrown.context().cache()).isEqualTo("cities");
    redis.resume();
  }

  @Test
  void fullMemory_valuesAreReturnedThoughNotStored() {
    redis.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
    redis.setMaxMemory(1);

    assertThat(cities.get("lyon", key -> City.LYON)).isEqualTo(City.LYON);

    recorder.await("fill unleased");
    assertThat(cities.get("paris")).contains(City.PARIS);
    RedoubtException thrown =
        catchThrowableOfType(RedoubtException.class, () -> cities.put("lyon", City.LYON));
    assertThat(thrown).hasMessageContaining("OOM").hasMessageContaining("cache=cities");
  }

  private static void assertUnavailable(ThrowingCallable call) {
    RedoubtException thrown = catchThrowableOfType(RedoubtException.class, call);

    assertThat(thrown).isInstanceOfAny(ConnectionException.class, CircuitOpenException.class);
    assertThat(thrown.context().cache()).isEqualTo("cities");
    assertThat(thrown.context().node()).startsWith("127.0.0.1:");
    assertThat(thrown).hasMessageNotContaining("paris");
  }

  private static void assertAllFailed(Map<String, RedoubtException> failures) {
    assertThat(failures).containsOnlyKeys("a", "b");
    failures
        .values()
        .forEach(failure -> assertUnavailable(() -> {
          throw failure;
        }));
  }

  private static Map<String, City> load(Set<? extends String> keys) {
    return keys.stream().collect(Collectors.toMap(key -> key, key -> new City(key, 1)));
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static void rethrow(CompletionStage<?> stage) throws Throwable {
    Throwable failure =
        stage.handle((value, thrown) -> thrown).toCompletableFuture().get(30, TimeUnit.SECONDS);
    throw failure;
  }
}
