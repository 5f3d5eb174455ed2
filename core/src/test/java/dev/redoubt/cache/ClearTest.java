// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.Redoubt;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** After {@code clear} nothing old is served by anyone, and nothing new is lost. */
class ClearTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private static final String EPOCH = "redoubt:#cities";

  private final Recorder recorder = new Recorder();
  private final Recorder recorderThere = new Recorder();
  private final CountDownLatch release = new CountDownLatch(1);
  private RedisServer redis;
  private Redoubt redoubt;
  private Redoubt otherJvm;
  private Cache<String, City> cities;
  private Cache<String, City> citiesThere;

  @BeforeEach
  void open() {
    redis = SERVER.get();
    redis.command("FLUSHALL");
    redoubt = Patience.connect(redis.url());
    otherJvm = Patience.connect(redis.url());
    Duration ttl = Duration.ofHours(1);
    cities = redoubt.cache("cities", City.class, c -> c.ttl(ttl).listener(recorder));
    citiesThere = otherJvm.cache("cities", City.class, c -> c.ttl(ttl).listener(recorderThere));
  }

  @AfterEach
  void close() {
    redoubt.close();
    otherJvm.close();
  }

  @Test
  void clear_removesEverything_hereAndThere() {
    cities.put("paris", City.PARIS);
    citiesThere.put("lyon", City.LYON);
    assertThat(citiesThere.get("paris")).contains(City.PARIS);

    cities.clear();

    assertThat(cities.get("paris")).isEmpty();
    assertThat(cities.get("lyon")).isEmpty();
    assertThat(citiesThere.get("paris")).isEmpty();
    assertThat(citiesThere.getAll(List.of("paris", "lyon")).orThrow()).isEmpty();
    assertThat(recorder.events()).contains("clear success");
  }

  @Test
  void clear_async_removesEverything() throws Exception {
    cities.put("paris", City.PARIS);

    cities.async().clear().toCompletableFuture().get(30, SECONDS);

    assertThat(cities.async().get("paris").toCompletableFuture().get(30, SECONDS))
        .isEmpty();
  }

  @Test
  void clear_leavesOtherCachesAlone() {
    Cache<String, City> others =
        redoubt.cache("others", City.class, c -> c.ttl(Duration.ofHours(1)));
    cities.put("paris", City.PARIS);
    others.put("paris", City.PARIS);

    cities.clear();

    assertThat(others.get("paris")).contains(City.PARIS);
  }

  @Test
  void put_afterAClearThatThisJvmHasNotHeardOf_isNotLost() {
    cities.put("paris", City.PARIS);
    citiesThere.clear();

    cities.put("paris", City.LYON);

    assertThat(cities.get("paris")).contains(City.LYON);
    assertThat(citiesThere.get("paris")).contains(City.LYON);
  }

  @Test
  void putAsyncAndPutAll_afterAClearElsewhere_areNotLost() throws Exception {
    cities.put("paris", City.PARIS);
    citiesThere.clear();
    cities.async().put("paris", City.LYON).toCompletableFuture().get(30, SECONDS);
    assertThat(citiesThere.get("paris")).contains(City.LYON);
    citiesThere.clear();

    cities.putAll(Map.of("paris", City.PARIS, "lyon", City.LYON)).orThrow();

    assertThat(citiesThere.getAll(List.of("paris", "lyon")).orThrow()).hasSize(2);
  }

  @Test
  void fill_ofALoadThatBeganBefore_isNotServed() throws Exception {
    cities.put("other", City.LYON);
    CompletableFuture<City> load = load();

    citiesThere.clear();
    release.countDown();

    assertThat(load.get(30, SECONDS)).isEqualTo(City.PARIS);
    recorder.await("fill stored");
    assertThat(cities.get("paris")).isEmpty();
    assertThat(citiesThere.get("paris")).isEmpty();
  }

  @Test
  void get_afterAClearElsewhere_doesNotTakeTheValueOfAnOlderLoad() throws Exception {
    CompletableFuture<City> load = load();
    citiesThere.clear();

    CompletableFuture<City> later = Patience.async(() -> cities.get("paris", key -> City.LYON));
    release.countDown();

    assertThat(load.get(30, SECONDS)).isEqualTo(City.PARIS);
    assertThat(later.get(30, SECONDS)).isEqualTo(City.LYON);
  }

  @Test
  void get_afterAClearHere_doesNotWaitForAnOlderLoad() {
    load();

    cities.clear();

    assertThat(cities.get("paris", key -> City.LYON)).isEqualTo(City.LYON);
    assertThat(recorder.events()).noneMatch(event -> event.startsWith("leaseWait"));
    release.countDown();
    recorder.await("fill refused");
    assertThat(cities.get("paris")).contains(City.LYON);
  }

  @Test
  void get_afterAClear_doesNotWaitForAnOlderLoadElsewhere() {
    load();

    citiesThere.clear();

    assertThat(citiesThere.get("paris", key -> City.LYON)).isEqualTo(City.LYON);
    assertThat(recorderThere.events()).noneMatch(event -> event.startsWith("leaseWait"));
    release.countDown();
    recorder.await("fill refused");
    assertThat(citiesThere.get("paris")).contains(City.LYON);
  }

  @Test
  void getAll_afterAClear_doesNotWaitForAnOlderLoadElsewhere() {
    load();

    citiesThere.clear();

    assertThat(citiesThere
            .getAll(List.of("paris"), keys -> Map.of("paris", City.LYON))
            .orThrow())
        .isEqualTo(Map.of("paris", City.LYON));
    assertThat(recorderThere.events()).noneMatch(event -> event.startsWith("leaseWait"));
    release.countDown();
  }

  @Test
  void load_afterAClear_isStored() {
    cities.get("paris", key -> City.PARIS);
    citiesThere.clear();
    recorder.await("fill stored");
    recorder.clear();

    assertThat(cities.get("paris", key -> City.LYON)).isEqualTo(City.LYON);

    recorder.await("fill stored");
    assertThat(citiesThere.get("paris")).contains(City.LYON);
  }

  @Test
  void lostEpoch_invalidates_andNothingComesBack() {
    cities.put("paris", City.PARIS);
    redis.command("DEL", EPOCH);
    assertThat(cities.get("paris")).isEmpty();

    cities.put("lyon", City.LYON);

    assertThat(cities.get("lyon")).contains(City.LYON);
    assertThat(cities.get("paris")).isEmpty();
  }

  @Test
  void epochSetByHand_isAsGoodAsAnyOther() {
    cities.put("paris", City.PARIS);
    redis.command("SET", EPOCH, "chosen by hand");
    assertThat(cities.get("paris")).isEmpty();

    cities.put("paris", City.PARIS);

    assertThat(citiesThere.get("paris")).contains(City.PARIS);
    assertThat(redis.command("GET", EPOCH)).isEqualTo("chosen by hand");
  }

  @Test
  void keysOfEpochs_areNoKeysOfEntries() {
    cities.put("x", City.PARIS);

    assertThat((List<?>) redis.command("KEYS", "redoubt:cities:*")).hasSize(1);
    assertThat((List<?>) redis.command("KEYS", "redoubt:#*")).hasSize(1);
  }

  private CompletableFuture<City> load() {
    CompletableFuture<City> load = Patience.async(() -> {
      City city = cities.get("paris", key -> {
        release.await();
        return City.PARIS;
      });
      return city == null ? City.LYON : city;
    });
    recorder.await("loadStart 1");
    return load;
  }
}
