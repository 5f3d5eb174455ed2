// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.redoubt.LoadException;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What loaders know, and say about their values; and values that the origin does not have. */
class LoadContextTest {
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
    jvm = new Jvm(redis.url(), recorder);
    cities = jvm.cities(c -> c.ttl(TTL).staleFor(Duration.ofHours(1)));
  }

  @AfterEach
  void close() {
    jvm.close();
  }

  @Test
  void copy_staleEntry_isThereWithItsTime() {
    Instant before = Instant.now().minusMillis(1);
    cities.put("paris", City.LYON);
    cities.expire("paris");

    cities.get("paris", (key, context) -> {
      assertThat(context.copy()).contains(City.LYON);
      assertThat(context.copyFrom().orElseThrow()).isBetween(before, Instant.now());
      return City.PARIS;
    });

    recorder.await("fill stored");
    assertThat(cities.get("paris")).contains(City.PARIS);
  }

  @Test
  void copy_nothingThere_isEmpty() {
    cities.get("paris", (key, context) -> {
      assertThat(context.copy()).isEmpty();
      assertThat(context.copyFrom()).isEmpty();
      return City.PARIS;
    });
  }

  @Test
  void notModified_makesTheCopyFreshAgain() {
    cities.put("paris", City.LYON);
    cities.expire("paris");

    assertThat(cities.get("paris", (key, context) -> context.notModified())).isEqualTo(City.LYON);

    recorder.await("fill stored");
    assertThat(recorder.events()).contains("load 1 unmodified");
    assertThat(cities.get("paris")).contains(City.LYON);
  }

  @Test
  void notModified_withoutACopy_fails() {
    assertThatExceptionOfType(LoadException.class)
        .isThrownBy(() -> cities.get("paris", (key, context) -> context.notModified()))
        .withCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void ttl_ofTheValueItself_isKept() {
    cities.get("paris", (key, context) -> {
      context.ttl(Duration.ofMinutes(1));
      return City.PARIS;
    });

    recorder.await("fill stored");
    assertThat((Long) redis.command("PTTL", KEY)).isBetween(3_600_000L, 3_664_000L);
  }

  @Test
  void ttl_outOfRange_fails() {
    assertThatExceptionOfType(LoadException.class)
        .isThrownBy(() -> cities.get("paris", (key, context) -> {
          context.ttl(Duration.ZERO);
          return City.PARIS;
        }))
        .withStackTraceContaining("ttl must be 1 ms to 3650 days");
  }

  @Test
  void doNotStore_value_isReturnedOnly() {
    assertThat(cities.get("paris", (key, context) -> {
          context.doNotStore();
          return City.PARIS;
        }))
        .isEqualTo(City.PARIS);

    awaitNothing();
  }

  @Test
  void doNotStore_staleCopy_isKept() {
    cities.put("paris", City.LYON);
    cities.expire("paris");
    cities.get("paris", (key, context) -> {
      context.doNotStore();
      return City.PARIS;
    });

    assertThat(cities.get("paris", (key, context) -> context.copy().orElseThrow()))
        .isEqualTo(City.LYON);
  }

  @Test
  void null_staleCopy_isRemoved() {
    cities.put("paris", City.LYON);
    cities.expire("paris");

    assertThat(cities.get("paris", key -> null)).isNull();

    awaitNothing();
  }

  @Test
  void null_withNegativeTtl_isRemembered() {
    Cache<String, City> cities = negative();

    assertThat(cities.get("paris", key -> null)).isNull();
    recorder.await("fill stored");

    assertThat(cities.get("paris", LoadContextTest::mustNotLoad)).isNull();
    assertThat(cities.get("paris")).isEqualTo(Optional.empty());
    assertThat(recorder.events()).contains("get remote negative");
    assertThat((Long) redis.command("PTTL", KEY)).isBetween(1L, 31_500L);
  }

  @Test
  void negativeEntry_afterPut_isGone() {
    Cache<String, City> cities = negative();
    cities.get("paris", key -> null);
    recorder.await("fill stored");

    cities.put("paris", City.PARIS);

    assertThat(cities.get("paris")).contains(City.PARIS);
  }

  @Test
  void negativeEntry_afterRemoveOrExpire_isGone() {
    Cache<String, City> cities = negative();
    cities.get("paris", key -> null);
    recorder.await("fill stored");
    cities.remove("paris");
    assertThat(cities.get("paris", key -> null)).isNull();
    cities.expire("paris");

    assertThat(cities.get("paris", key -> City.PARIS)).isEqualTo(City.PARIS);
  }

  /** A cache of the same name, in another JVM. */
  private Cache<String, City> negative() {
    jvm.close();
    jvm = new Jvm(redis.url(), recorder);
    return jvm.cities(c -> c.ttl(TTL).negativeTtl(Duration.ofSeconds(30)));
  }

  private static City mustNotLoad(String key) {
    throw new AssertionError("the origin is known to have none");
  }

  private void awaitNothing() {
    Await.until(Patience.LIMIT, "no entry", () -> Objects.equals(redis.command("EXISTS", KEY), 0L));
  }
}
