// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.redoubt.Redoubt;
import dev.redoubt.SerializationException;
import dev.redoubt.ValidationException;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Reads and writes without a loader. */
class CacheTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private final Recorder recorder = new Recorder();
  private RedisServer redis;
  private Redoubt redoubt;
  private Cache<String, City> cities;

  @BeforeEach
  void open() {
    redis = SERVER.get();
    redis.command("FLUSHALL");
    redoubt = Patience.connect(redis.url());
    cities = redoubt.cache("cities", City.class, c -> c.ttl(HOUR).listener(recorder));
  }

  @AfterEach
  void close() {
    redoubt.close();
  }

  @Test
  void get_absent_isEmpty() {
    assertThat(cities.get("paris")).isEmpty();
    assertThat(recorder.events()).containsExactly("get remote miss");
  }

  @Test
  void get_afterPut_returnsTheValue() {
    cities.put("paris", City.PARIS);

    assertThat(cities.get("paris")).contains(City.PARIS);
    assertThat(recorder.events()).containsExactly("put success", "get remote hit");
  }

  @Test
  void get_lastOfSeveralPuts_counts() {
    cities.put("paris", City.LYON);
    cities.put("paris", City.PARIS);

    assertThat(cities.get("paris")).contains(City.PARIS);
  }

  @Test
  void get_afterRemove_isEmpty() {
    cities.put("paris", City.PARIS);

    cities.remove("paris");

    assertThat(cities.get("paris")).isEmpty();
    assertThat(recorder.events())
        .containsExactly("put success", "remove success", "get remote miss");
  }

  @Test
  void remove_absentKey_isFine() {
    cities.remove("paris");

    assertThat(recorder.events()).containsExactly("remove success");
  }

  @Test
  void put_key_isPrefixCacheKey() {
    cities.put("paris", City.PARIS);

    assertThat(redis.command("EXISTS", "redoubt:cities:paris")).isEqualTo(1L);
  }

  @Test
  void put_keyWithBracesAndUmlauts_comesBack() {
    for (String key : List.of("{a}b", "{}", "}{", "Zürich 🏔", "a:b:c", " ")) {
      cities.put(key, new City(key, 1));
    }
    for (String key : List.of("{a}b", "{}", "}{", "Zürich 🏔", "a:b:c", " ")) {
      assertThat(cities.get(key)).contains(new City(key, 1));
    }
  }

  @Test
  void put_ttl_isJitteredByFivePercentAtMost() {
    Set<Long> ttls = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      cities.put("k" + i, City.PARIS);
      ttls.add(ttlMillis("redoubt:cities:k" + i));
    }

    long hour = HOUR.toMillis();
    assertThat(ttls).allMatch(ttl -> ttl > hour * 0.95 - 20_000 && ttl <= hour * 1.05);
    assertThat(ttls).hasSizeGreaterThan(100);
    assertThat(ttls).anyMatch(ttl -> ttl > hour * 1.01).anyMatch(ttl -> ttl < hour * 0.99);
  }

  @Test
  void put_withoutJitter_hasExactlyItsTtl() {
    Cache<String, City> exact =
        redoubt.cache("exact", City.class, c -> c.ttl(HOUR).jitter(0));

    exact.put("paris", City.PARIS);

    assertThat(ttlMillis("redoubt:exact:paris"))
        .isBetween(HOUR.toMillis() - 20_000, HOUR.toMillis());
  }

  @Test
  void put_ownTtl_winsOverTheCaches() {
    cities.put("paris", City.PARIS, Duration.ofMinutes(10));

    assertThat(ttlMillis("redoubt:cities:paris")).isBetween(560_000L, 630_000L);
  }

  @Test
  void put_ownTtlOutOfRange_isRefused() {
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> cities.put("paris", City.PARIS, Duration.ZERO))
        .withMessageContaining("ttl must be 1 ms to 3650 days: PT0S")
        .withMessageContaining("cache=cities");
    assertThat(recorder.events()).containsExactly("put failed");
  }

  @Test
  void put_valueBeyondTheLimit_isRefused() {
    Cache<String, byte[]> small =
        redoubt.cache("small", byte[].class, c -> c.ttl(HOUR).maxValueBytes(100));
    small.put("fits", new byte[100]);

    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> small.put("too large", new byte[101]))
        .withMessageContaining("a value of 101 bytes is larger than the limit of 100");
    assertThat(small.get("too large")).isEmpty();
  }

  @Test
  void put_valueThatTheCodecRefuses_throws() {
    Cache<String, String> texts = redoubt.cache("texts", String.class, c -> c.ttl(HOUR));

    assertThatExceptionOfType(SerializationException.class)
        .isThrownBy(() -> texts.put("key", "half a pair: \ud83d"))
        .withMessageContaining("codec utf-8 cannot encode the value")
        .withMessageContaining("cache=texts");
  }

  @Test
  void get_invalidKey_isRefusedAndNotSent() {
    assertThatExceptionOfType(ValidationException.class).isThrownBy(() -> cities.get(""));
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> cities.get("a\nb", key -> City.PARIS));
    assertThat(recorder.events()).isEmpty();
  }

  @Test
  void cache_otherTypesOfValues_comeBack() {
    Cache<String, byte[]> bytes = redoubt.cache("bytes", byte[].class, c -> c.ttl(HOUR));
    Cache<String, String> texts = redoubt.cache("texts", String.class, c -> c.ttl(HOUR));
    Cache<String, List<City>> lists =
        redoubt.cache("lists", new ValueType<List<City>>() {}, c -> c.ttl(HOUR));

    bytes.put("k", new byte[] {0, -1});
    texts.put("k", "");
    lists.put("k", List.of(City.PARIS, City.LYON));

    assertThat(bytes.get("k")).get().isEqualTo(new byte[] {0, -1});
    assertThat(texts.get("k")).contains("");
    assertThat(lists.get("k")).contains(List.of(City.PARIS, City.LYON));
  }

  @Test
  void cache_otherTypeOfKeys_usesTheirText() {
    Cache<Long, City> byId = redoubt.cache(
        "byId", City.class, c -> c.keys(Long.class, String::valueOf).ttl(HOUR));

    byId.put(42L, City.PARIS);

    assertThat(byId.get(42L)).contains(City.PARIS);
    assertThat(redis.command("EXISTS", "redoubt:byId:42")).isEqualTo(1L);
  }

  @Test
  void cache_ownPrefix_isUsedByAllCaches() {
    try (Redoubt shop =
        Redoubt.builder(Patience.config(redis.url())).prefix("shop").connect()) {
      shop.cache("cities", City.class, c -> c.ttl(HOUR)).put("paris", City.PARIS);
    }

    assertThat(redis.command("EXISTS", "shop:cities:paris")).isEqualTo(1L);
    assertThat(cities.get("paris")).isEmpty();
  }

  @Test
  void cache_nameOfAnother_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> redoubt.cache("cities", City.class, c -> c.ttl(HOUR)))
        .withMessage("there is a cache of this name already: cities");
  }

  @Test
  void cache_byName_findsTheOneThatWasBuilt() {
    assertThat(redoubt.cache("cities", City.class)).isSameAs(cities);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> redoubt.cache("towns", City.class))
        .withMessageContaining("there is no cache of this name: towns");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> redoubt.cache("cities", String.class))
        .withMessageContaining("cache cities has values of type dev.redoubt.cache.City");
  }

  @Test
  void toString_showsNoEntries() {
    cities.put("paris", City.PARIS);

    assertThat(cities).hasToString("Cache[cities, json, ttl=PT1H]");
  }

  @Test
  void listener_thatThrows_disturbsNobody() {
    Cache<String, City> loud = redoubt.cache(
        "loud",
        City.class,
        c -> c.ttl(HOUR).listener(new CacheListener() {
          @Override
          public void onGet(String cache, Tier tier, ReadOutcome outcome, long nanos) {
            throw new IllegalStateException("the listener's own problem");
          }

          @Override
          public void onPut(String cache, WriteOutcome outcome, long nanos) {
            throw new IllegalStateException("the listener's own problem");
          }
        }));

    loud.put("paris", City.PARIS);

    assertThat(loud.get("paris")).contains(City.PARIS);
  }

  @Test
  void put_entry_isReadableByItsFormat() throws UndecodableException {
    cities.put("paris", City.PARIS);

    byte[] stored = redoubt.client().get("redoubt:cities:paris".getBytes(UTF_8));

    Entry entry = Entry.of(stored == null ? new byte[0] : stored);
    assertThat(entry.keyFingerprint()).isEqualTo(Fingerprint.of("redoubt:cities:paris"));
    assertThat(entry.freshUntil() - entry.created()).isBetween(3_420_000L, 3_780_000L);
    assertThat(entry.token()).isZero();
  }

  private long ttlMillis(String key) {
    return redis.command("PTTL", key) instanceof Long millis ? millis : -1;
  }
}
