// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.docs;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.LoadRejectedException;
import dev.redoubt.Redoubt;
import dev.redoubt.cache.Cache;
import dev.redoubt.testkit.RedisServer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The code in docs/cache-outage.md. */
class CacheOutagePageTest {
  private final Database database = new Database();

  @Test
  void outage_isAnsweredAsThePageSays() {
    try (RedisServer redis = RedisServer.start();
        Redoubt redoubt = Redoubt.connect(redis.url())) {
      redis.kill();
      assertThat(find(redoubt)).contains(new City("Paris", 2_103_778));
    }
  }

  private Optional<City> find(Redoubt redoubt) {
    // @start region="guard"
    Cache<String, City> cities = redoubt.cache(
        "cities", City.class, c -> c.ttl(ofMinutes(10)).staleFor(ofHours(6)).guardMinimum(20));
    try {
      return Optional.ofNullable(cities.get("paris", database::findCity));
    } catch (LoadRejectedException e) {
      return Optional.empty(); // Redis is away, the database is busy enough
    }
    // @end
  }
}
