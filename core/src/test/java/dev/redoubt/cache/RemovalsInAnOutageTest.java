// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtException;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.FaultProxy;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * One JVM cannot reach Redis, which goes on: what it fails to remove is not served here, and gone
 * as soon as Redis is back.
 */
class RemovalsInAnOutageTest {
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger overflows = new AtomicInteger();
  private final AtomicLong cleaned = new AtomicLong(-1);
  private RedisServer redis;
  private FaultProxy proxy;
  private Redoubt redoubt;
  private Redoubt otherJvm;
  private Cache<String, City> cities;
  private Cache<String, City> citiesThere;

  @BeforeEach
  void open() {
    redis = RedisServer.start();
    proxy = FaultProxy.to(redis);
    redoubt = Redoubt.connect(proxy.url());
    otherJvm = Redoubt.connect(redis.url());
    Duration ttl = Duration.ofHours(1);
    cities = redoubt.cache(
        "cities",
        City.class,
        c -> c.ttl(ttl).listener(new CacheListener() {
          @Override
          public void onOutbox(String cache, int size) {
            waiting.set(size);
          }

          @Override
          public void onCleaned(String cache, long entries) {
            cleaned.set(entries);
          }

          @Override
          public void onOutboxOverflow(String cache) {
            overflows.incrementAndGet();
          }
        }));
    citiesThere = otherJvm.cache("cities", City.class, c -> c.ttl(ttl));
    cities.put("paris", City.PARIS, PutOptions.tags("france"));
    cities.put("lyon", City.LYON);
  }

  @AfterEach
  void close() {
    redoubt.close();
    otherJvm.close();
    proxy.close();
    redis.close();
  }

  @Test
  void remove_isInForceHereAtOnce_andEverywhereAfterTheOutage() {
    outage();
    assertUnavailable(() -> cities.remove("paris"));
    assertThat(citiesThere.get("paris")).contains(City.PARIS);

    endOfOutage();

    // Asked again and again: whatever the moment, the old value is never the answer.
    Await.until(Patience.LIMIT, "the other key is served again", () -> {
      assertThat(cities.get("paris")).isNotEqualTo(Optional.of(City.PARIS));
      assertThat(cities.get("paris", key -> City.LYON)).isEqualTo(City.LYON);
      return served("lyon");
    });
    Await.until(Patience.LIMIT, "the outbox is empty", () -> waiting.get() == 0);
    assertThat(citiesThere.get("paris")).isNotEqualTo(Optional.of(City.PARIS));
  }

  @Test
  void removeTagAndClear_areInForceAfterTheOutage() {
    outage();
    assertUnavailable(() -> cities.removeTag("france"));
    endOfOutage();
    Await.until(Patience.LIMIT, "the tag is removed", () -> waiting.get() == 0);
    assertThat(citiesThere.get("paris")).isEmpty();
    assertThat(citiesThere.get("lyon")).contains(City.LYON);
    outage();
    assertUnavailable(() -> cities.clear());
    endOfOutage();

    Await.until(Patience.LIMIT, "all is removed", () -> waiting.get() == 0);

    assertThat(citiesThere.get("lyon")).isEmpty();
  }

  @Test
  void failedPut_leavesNothingOldBehind() {
    outage();
    assertUnavailable(() -> cities.put("paris", City.LYON));

    endOfOutage();

    Await.until(Patience.LIMIT, "the outbox is empty", () -> waiting.get() == 0);
    assertThat(citiesThere.get("paris")).isEmpty();
  }

  @Test
  void put_afterTheOutage_isNotDeletedByTheReplay() {
    for (int round = 0; round < 5; round++) {
      outage();
      assertUnavailable(() -> cities.remove("paris"));
      endOfOutage();

      Await.until(Patience.LIMIT, "a put succeeds", () -> {
        try {
          cities.put("paris", City.LYON);
          return true;
        } catch (RedoubtException e) {
          return false;
        }
      });

      Await.until(Patience.LIMIT, "the outbox is empty", () -> waiting.get() == 0);
      assertThat(citiesThere.get("paris")).contains(City.LYON);
    }
  }

  @Test
  void overflow_removesEverything() {
    outage();
    assertUnavailable(() -> cities.remove("paris"));
    List<String> many = IntStream.range(0, 10_000).mapToObj(i -> "k" + i).toList();

    assertThat(cities.removeAll(many).failures()).hasSize(10_000);

    assertThat(overflows).hasValue(1);
    assertThat(waiting).hasValue(1);
    endOfOutage();
    Await.until(Patience.LIMIT, "the outbox is empty", () -> waiting.get() == 0);
    assertThat(citiesThere.get("paris")).isEmpty();
    assertThat(citiesThere.get("lyon")).isEmpty();
    Await.until(Patience.LIMIT, "their memory is given back", () -> cleaned.get() == 2);
  }

  private void outage() {
    proxy.refuse();
    proxy.reset();
  }

  private void endOfOutage() {
    proxy.clear();
  }

  private boolean served(String key) {
    try {
      return cities.get(key).isPresent();
    } catch (RedoubtException e) {
      return false;
    }
  }

  private static void assertUnavailable(Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(RedoubtException.class);
  }
}
