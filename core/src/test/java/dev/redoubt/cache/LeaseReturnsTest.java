// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.FaultProxy;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A JVM that loses its connection at the wrong moment leaves no lease behind: leases of a minute
 * would keep the other JVM waiting beyond the patience of these tests.
 */
class LeaseReturnsTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private static final String KEY = "redoubt:cities:paris";
  private static final Duration TTL = Duration.ofMinutes(10);

  private final Recorder recorder = new Recorder();
  private final Recorder recorderThere = new Recorder();
  private final CountDownLatch release = new CountDownLatch(1);
  private RedisServer redis;
  private FaultProxy proxy;
  private Jvm here;
  private Jvm there;
  private Cache<String, City> cities;
  private Cache<String, City> citiesThere;

  @BeforeEach
  void open() {
    redis = SERVER.get();
    redis.command("FLUSHALL");
    proxy = FaultProxy.to(redis);
    here = new Jvm(proxy.url(), recorder);
    there = new Jvm(redis.url(), recorderThere);
    cities = here.cities(LeaseReturnsTest::options);
    citiesThere = there.cities(LeaseReturnsTest::options);
    cities.put("lyon", City.LYON); // Makes the epoch.
    assertThat(cities.get("lyon")).contains(City.LYON);
  }

  private static CacheConfigBuilder<String, City> options(CacheConfigBuilder<String, City> c) {
    return c.ttl(TTL).staleFor(TTL).lease(Duration.ofMinutes(1));
  }

  @AfterEach
  void close() {
    release.countDown();
    here.close();
    there.close();
    proxy.close();
  }

  @Test
  void take_replyIsLost_theLeaseIsGivenBack() throws Exception {
    loseTheReplyOfTheLease();
    CompletableFuture<City> load = loadHere();
    Await.until(Patience.LIMIT, "the lease is there", () -> exists());

    reconnect();

    recorder.await("loadStart 1");
    assertThat(getThere()).isEqualTo(City.LYON);
    release.countDown();
    assertThat(load.get(30, SECONDS)).isEqualTo(City.PARIS);
    recorderThere.await("fill stored");
  }

  @Test
  void take_onACopyAndItsReplyIsLost_theCopyIsFreeAndKeepsItsTime() throws Exception {
    cities.put("paris", City.PARIS);
    cities.expire("paris");
    cities.expire("lyon");
    assertThat(citiesThere.get("lyon", key -> City.LYON)).isEqualTo(City.LYON); // Loads the script.
    loseTheReplyOfTheLease();
    CompletableFuture<City> load = loadHere();
    Await.until(Patience.LIMIT, "the lease is there", () -> token() != 0);

    reconnect();

    recorder.await("loadStart 1");
    assertThat(getThere()).isEqualTo(City.LYON);
    release.countDown();
    assertThat(load.get(30, SECONDS)).isEqualTo(City.PARIS);
  }

  @Test
  void fill_isLost_theLeaseIsGivenBack() throws Exception {
    City loaded = cities.get("paris", key -> {
      proxy.toServer().blackHole();
      return City.PARIS;
    });
    assertThat(loaded).isEqualTo(City.PARIS);

    reconnect();

    recorder.await("fill failed");
    assertThat(getThere()).isEqualTo(City.LYON);
    recorderThere.await("fill stored");
  }

  /** The next thing that is left to chance is the lease's token. */
  private void loseTheReplyOfTheLease() {
    here.chance(() -> {
      proxy.toClient().blackHole();
      return 4711;
    });
  }

  private void reconnect() {
    proxy.reset();
    proxy.clear();
  }

  private CompletableFuture<City> loadHere() {
    return Patience.async(() -> cities.get("paris", key -> {
      release.await();
      return City.PARIS;
    }));
  }

  private City getThere() throws Exception {
    return Patience.async(() -> citiesThere.get("paris", key -> City.LYON)).get(30, SECONDS);
  }

  private boolean exists() {
    return Long.valueOf(1).equals(redis.command("EXISTS", KEY));
  }

  private long token() {
    String range = String.valueOf(redis.command("GETRANGE", KEY, "4", "11"));
    return range.chars().filter(c -> c != 0).count();
  }
}
