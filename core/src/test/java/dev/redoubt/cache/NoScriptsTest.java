// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An ACL that forbids scripts: the cache works without its fence, says so, and tries again. */
class NoScriptsTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private static final String KEY = "redoubt:cities:paris";
  private static final Duration TTL = Duration.ofMinutes(10);

  private final Recorder recorder = new Recorder();
  private RedisServer redis;
  private Jvm jvm;
  private Cache<String, City> cities;

  @BeforeEach
  void open() {
    redis = SERVER.get();
    redis.command("FLUSHALL");
    allowScripts("-@scripting");
    String url = redis.url().replace("redis://", "redis://limited:secret@");
    jvm = new Jvm(url, recorder);
    cities = jvm.cities(c -> c.ttl(TTL).staleFor(TTL));
  }

  @AfterEach
  void close() {
    jvm.close();
  }

  @Test
  void get_miss_isStoredWithoutTheFence() {
    assertThat(cities.get("paris", key -> City.PARIS)).isEqualTo(City.PARIS);

    recorder.await("fill unfenced");
    assertThat(recorder.events()).contains("fence false");
    assertThat(jvm.caches().unfenced()).containsExactly("cities");
    assertThat(cities.get("paris")).contains(City.PARIS);
  }

  @Test
  void fill_afterDelByAnyProgram_isRefusedAllTheSame() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<City> load = Patience.async(() -> cities.get("paris", key -> {
      release.await();
      return City.PARIS;
    }));
    recorder.await("loadStart 1");

    redis.command("DEL", KEY);
    release.countDown();

    assertThat(load.get()).isEqualTo(City.PARIS);
    recorder.await("fill refused");
    assertThat(redis.command("EXISTS", KEY)).isEqualTo(0L);
  }

  @Test
  void get_staleCopy_isReplacedAndServesFailures() {
    Cache<String, City> cities = this.cities;
    cities.put("paris", City.LYON);
    jvm.pass(TTL.plusMinutes(1));

    assertThat(cities.get("paris", NoScriptsTest::fail)).isEqualTo(City.LYON);
    assertThat(cities.get("paris", NoScriptsTest::fail)).isEqualTo(City.LYON);
    assertThat(recorder.events()).contains("stale load_failed", "stale throttled");
    jvm.pass(Duration.ofSeconds(2));
    assertThat(cities.get("paris", key -> City.PARIS)).isEqualTo(City.PARIS);

    recorder.await("fill unfenced");
    assertThat(cities.get("paris")).contains(City.PARIS);
  }

  @Test
  void getAll_misses_areStoredWithoutTheFence() {
    Map<String, City> found = cities
        .getAll(
            List.of("paris", "lyon"),
            keys -> keys.stream().collect(Collectors.toMap(key -> key, key -> City.PARIS)))
        .orThrow();

    assertThat(found).hasSize(2);
    Await.until(
        Patience.LIMIT,
        "both stored",
        () -> cities.getAll(List.of("paris", "lyon")).values().equals(found));
  }

  @Test
  void loaderThatFails_doesNotLeaveItsLease() {
    Await.until(Patience.LIMIT, "no lease", () -> {
      CompletableFuture<City> load = Patience.async(() -> cities.get("paris", NoScriptsTest::fail));
      load.exceptionally(thrown -> City.LYON).join();
      return Objects.equals(redis.command("EXISTS", KEY), 0L);
    });
  }

  @Test
  void expire_copy_isRemoved() {
    cities.put("paris", City.PARIS);

    cities.expire("paris");

    assertThat(redis.command("EXISTS", KEY)).isEqualTo(0L);
  }

  @Test
  void get_userWhoMayOnlyRead_isNotTakenForForbiddenScripts() {
    redis.command("ACL", "SETUSER", "limited", "-@all", "+@read", "+@connection");

    assertThat(cities.get("paris", key -> City.PARIS)).isEqualTo(City.PARIS);

    recorder.await("fill unleased");
    assertThat(recorder.events()).doesNotContain("fence false");
    assertThat(jvm.caches().unfenced()).isEmpty();
  }

  @Test
  void scriptsAllowedAgain_areFoundOutWithinAMinute() {
    cities.get("paris", key -> City.PARIS);
    recorder.await("fill unfenced");
    allowScripts("+@scripting");

    jvm.pass(Duration.ofSeconds(61));
    cities.get("lyon", key -> City.LYON);

    recorder.await("fill stored");
    assertThat(recorder.events()).contains("fence true");
    assertThat(jvm.caches().unfenced()).isEmpty();
  }

  private void allowScripts(String rule) {
    redis.command("ACL", "SETUSER", "limited", "on", ">secret", "~*", "&*", "+@all", rule);
  }

  private static City fail(String key) throws IOException {
    throw new IOException("the database is away");
  }
}
