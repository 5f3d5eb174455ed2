// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.Redoubt;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What was cleared also leaves the memory, and nothing else does. */
class JanitorTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private final AtomicLong cleaned = new AtomicLong(-1);
  private RedisServer redis;
  private Redoubt redoubt;
  private Redoubt otherJvm;
  private Cache<String, City> cities;
  private Cache<String, City> citiesThere;

  @BeforeEach
  void open() {
    redis = SERVER.get();
    redis.command("FLUSHALL");
    redis.command("CONFIG", "RESETSTAT");
    redoubt = Patience.connect(redis.url());
    otherJvm = Patience.connect(redis.url());
    cities = cache(redoubt);
    citiesThere = cache(otherJvm);
  }

  private Cache<String, City> cache(Redoubt on) {
    return on.cache(
        "cities",
        City.class,
        c -> c.ttl(Duration.ofHours(1)).listener(new CacheListener() {
          @Override
          public void onCleaned(String cache, long entries) {
            cleaned.set(entries);
          }
        }));
  }

  @AfterEach
  void close() {
    redoubt.close();
    otherJvm.close();
  }

  @Test
  void clear_memoryIsGivenBack_andNewEntriesStay() {
    Map<String, City> many = many();
    cities.putAll(many).orThrow();
    redis.command("SET", "redoubt:cities:foreign", "not an entry");
    redis.command("SET", "redoubt:other:k0", "of another cache");

    cities.clear();
    citiesThere.put("k0", City.LYON);
    citiesThere.put("new", City.PARIS);

    Await.until(Patience.LIMIT, "a round of the janitor", () -> cleaned.get() >= 0);
    assertThat(cleaned).hasValueBetween(998, 1000);
    assertThat(entries())
        .containsExactlyInAnyOrder(
            "redoubt:cities:k0", "redoubt:cities:new", "redoubt:cities:foreign");
    assertThat(redis.command("EXISTS", "redoubt:other:k0")).isEqualTo(1L);
    assertThat(cities.get("k0")).contains(City.LYON);
    assertThat(redis.info("commandstats", "cmdstat_keys")).startsWith("calls=1,"); // Ours.
    assertThat(redis.info("commandstats", "cmdstat_flushdb")).isEmpty();
  }

  @Test
  void removeTag_memoryIsGivenBack_andOtherEntriesStay() {
    cities.putAll(many(), PutOptions.tags("old", "any")).orThrow();
    cities.put("new", City.PARIS, PutOptions.tags("any"));

    cities.removeTag("old");

    Await.until(Patience.LIMIT, "a round of the janitor", () -> cleaned.get() == 1000);
    assertThat(entries()).containsExactly("redoubt:cities:new");
    assertThat(cities.get("new")).contains(City.PARIS);
  }

  @Test
  void lease_ofAnotherJvm_isWaitedFor() {
    redis.command("SET", "redoubt:#cities:janitor", "another one's", "PX", "1500");
    cities.putAll(many()).orThrow();

    cities.clear();

    Await.until(Patience.LIMIT, "a round of the janitor", () -> cleaned.get() == 1000);
    assertThat(entries()).isEmpty();
    Await.until(
        Patience.LIMIT,
        "the lease is given back",
        () -> Long.valueOf(0).equals(redis.command("EXISTS", "redoubt:#cities:janitor")));
  }

  @Test
  void clear_memoryIsFull_isGivenBackWithoutALease() {
    cities.putAll(many()).orThrow();
    redis.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
    redis.setMaxMemory(1);
    try {
      cities.clear();

      Await.until(Patience.LIMIT, "a round of the janitor", () -> cleaned.get() == 1000);
      assertThat(entries()).isEmpty();
    } finally {
      redis.setMaxMemory(0);
    }
  }

  @Test
  void nothingToDo_doesNothing() {
    cities.put("paris", City.PARIS);
    cities.remove("paris");

    assertThat(redis.info("commandstats", "cmdstat_scan")).isEmpty();
    assertThat(redis.command("EXISTS", "redoubt:#cities:janitor")).isEqualTo(0L);
  }

  private List<String> entries() {
    List<String> keys = new ArrayList<>();
    if (redis.command("KEYS", "redoubt:cities:*") instanceof List<?> found) {
      found.forEach(key -> keys.add(String.valueOf(key)));
    }
    return keys;
  }

  private static Map<String, City> many() {
    Map<String, City> values = new LinkedHashMap<>();
    IntStream.range(0, 1000).forEach(i -> values.put("k" + i, new City("city " + i, i)));
    return values;
  }
}
