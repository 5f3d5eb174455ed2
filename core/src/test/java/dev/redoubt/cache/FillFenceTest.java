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

/** A value that was loaded before a change never overwrites what came after it. */
class FillFenceTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

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
  void fill_afterDelByAnyProgram_isRefused() throws Exception {
    CompletableFuture<City> load = loadOldValue();

    redis.command("DEL", "redoubt:cities:paris");

    assertRefused(load);
    assertThat(cities.get("paris")).isEmpty();
  }

  @Test
  void fill_afterRemoveHere_isRefused() throws Exception {
    CompletableFuture<City> load = loadOldValue();

    cities.remove("paris");

    assertRefused(load);
    assertThat(cities.get("paris")).isEmpty();
  }

  @Test
  void fill_afterRemoveInAnotherJvm_isRefused() throws Exception {
    CompletableFuture<City> load = loadOldValue();

    citiesThere.remove("paris");

    assertRefused(load);
    assertThat(cities.get("paris")).isEmpty();
  }

  @Test
  void fill_afterPutHere_isRefused() throws Exception {
    CompletableFuture<City> load = loadOldValue();

    cities.put("paris", City.PARIS);

    assertRefused(load);
    assertThat(cities.get("paris")).contains(City.PARIS);
  }

  @Test
  void fill_afterPutInAnotherJvm_isRefused() throws Exception {
    CompletableFuture<City> load = loadOldValue();

    citiesThere.put("paris", City.PARIS);

    assertRefused(load);
    assertThat(cities.get("paris")).contains(City.PARIS);
  }

  @Test
  void fill_afterBulkWrites_isRefused() throws Exception {
    CompletableFuture<City> load = loadOldValue();

    cities.removeAll(List.of("paris", "lyon")).orThrow();
    cities.putAll(Map.of("paris", City.PARIS)).orThrow();

    assertRefused(load);
    assertThat(cities.get("paris")).contains(City.PARIS);
  }

  @Test
  void fill_afterRemoveAndAnotherLoad_isRefused() throws Exception {
    CompletableFuture<City> load = loadOldValue();

    citiesThere.remove("paris");
    assertThat(citiesThere.get("paris", key -> City.PARIS)).isEqualTo(City.PARIS);
    recorderThere.await("fill stored");

    assertRefused(load);
    assertThat(cities.get("paris")).contains(City.PARIS);
  }

  @Test
  void get_afterRemoveHere_doesNotJoinTheOldLoad() throws Exception {
    CompletableFuture<City> load = loadOldValue();
    cities.remove("paris");

    City paris = cities.get("paris", key -> City.PARIS);

    assertThat(paris).isEqualTo(City.PARIS);
    assertRefused(load);
    assertThat(cities.get("paris")).contains(City.PARIS);
  }

  private static final City OLD = new City("Lutetia", 8_000);

  /** Starts a load that has its lease and has read the origin, and now takes its time. */
  private CompletableFuture<City> loadOldValue() {
    CompletableFuture<City> load = Patience.async(() -> {
      City city = cities.get("paris", key -> {
        release.await();
        return OLD;
      });
      return city == null ? City.LYON : city;
    });
    recorder.await("loadStart 1");
    return load;
  }

  private void assertRefused(CompletableFuture<City> load) throws Exception {
    release.countDown();
    assertThat(load.get(30, SECONDS)).isEqualTo(OLD);
    recorder.await("fill refused");
  }
}
