// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtException;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.FaultProxy;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What another JVM removed by tag or with the cache, and this one has heard of, is not served from
 * its copies when it loses Redis.
 */
class CopiesInAnOutageTest {
  private static final City ROME = new City("Rome", 2_800_000);

  private RedisServer redis;
  private FaultProxy proxy;
  private Redoubt redoubt;
  private Redoubt otherJvm;
  private Cache<String, City> cities;
  private Cache<String, City> citiesThere;

  @BeforeEach
  void open() {
    redis = RedisServer.start();
    // An entry that the janitor has already deleted would tell a read nothing of its tags.
    redis.command("SET", "redoubt:#cities:janitor", "another one's");
    proxy = FaultProxy.to(redis);
    redoubt = Redoubt.connect(proxy.url());
    otherJvm = Patience.connect(redis.url());
    Patience.awaitReady(redoubt.client());
    Duration hour = Duration.ofHours(1);
    cities = redoubt.cache("cities", City.class, c -> c.ttl(hour).staleFor(hour));
    citiesThere = otherJvm.cache("cities", City.class, c -> c.ttl(hour).staleFor(hour));
    citiesThere.put("paris", City.PARIS, PutOptions.tags("france"));
    citiesThere.put("lyon", City.LYON, PutOptions.tags("france"));
    citiesThere.put("rome", ROME, PutOptions.tags("italy"));
    assertThat(cities.get("paris")).contains(City.PARIS);
    assertThat(cities.get("lyon")).contains(City.LYON);
    assertThat(cities.get("rome")).contains(ROME);
  }

  @AfterEach
  void close() {
    redoubt.close();
    otherJvm.close();
    proxy.close();
    redis.close();
  }

  @Test
  void clear_thatAnotherReadHasTold_endsAllCopies() {
    citiesThere.clear();
    assertThat(cities.get("rome")).isEmpty();

    outage();

    assertThat(cities.get("paris", key -> City.LYON)).isEqualTo(City.LYON);
    assertThat(cities.explain("rome").here()).matches(here -> !here.copyKept());
  }

  @Test
  void removeTag_thatAnotherReadHasTold_endsTheCopiesWithIt() {
    citiesThere.removeTag("france");
    assertThat(cities.get("lyon")).isEmpty();

    outage();

    assertThat(cities.get("paris", key -> City.LYON)).isEqualTo(City.LYON);
    assertThat(cities.get("rome", key -> City.LYON)).isEqualTo(ROME);
  }

  @Test
  void nothingRemoved_copiesAreServed() {
    outage();

    assertThat(cities.get("paris", key -> City.LYON)).isEqualTo(City.PARIS);
    assertThat(cities.get("rome", key -> City.LYON)).isEqualTo(ROME);
  }

  @Test
  void copyThatWasLoadedInAnOutage_endsWithTheCacheAndItsTags() {
    outage();
    assertThat(cities.get("nice", CopiesInAnOutageTest::loadTagged)).isEqualTo(City.PARIS);
    assertThat(cities.get("nice", key -> City.LYON)).isEqualTo(City.PARIS);
    endOfOutage();
    citiesThere.removeTag("france");
    assertThat(cities.get("paris")).isEmpty();

    outage();

    assertThat(cities.get("nice", CopiesInAnOutageTest::loadTagged)).isEqualTo(City.PARIS);
    endOfOutage();
    citiesThere.clear();
    assertThat(cities.get("rome")).isEmpty();
    outage();
    assertThat(cities.get("nice", key -> City.LYON)).isEqualTo(City.LYON);
  }

  private static City loadTagged(String key, LoadContext<City> context) {
    context.tags("france");
    return City.PARIS;
  }

  private void outage() {
    proxy.refuse();
    proxy.reset();
    Await.until(Patience.LIMIT, "Redis is away", () -> !isThere());
  }

  private void endOfOutage() {
    proxy.clear();
    Await.until(Patience.LIMIT, "Redis is back", this::isThere);
  }

  private boolean isThere() {
    try {
      return cities.get("nothing").isEmpty();
    } catch (RedoubtException e) {
      return false;
    }
  }
}
