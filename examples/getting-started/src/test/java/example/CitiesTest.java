// SPDX-License-Identifier: Apache-2.0
package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.Redoubt;
import dev.redoubt.testkit.RedisServer;
import example.Cities.City;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

// @start region="cities-test"
class CitiesTest {
  private final City paris = new City("Paris", 2_103_778);
  private final AtomicInteger loads = new AtomicInteger();

  private City load(String key) {
    loads.incrementAndGet();
    return paris;
  }

  @Test
  void find_twice_loadsOnce() {
    try (RedisServer redis = RedisServer.start();
        Redoubt redoubt = Redoubt.connect(redis.url())) {
      Cities cities = new Cities(redoubt, this::load);
      assertEquals(paris, cities.find("paris"));
      assertEquals(paris, cities.find("paris"));
      assertEquals(1, loads.get());
    }
  }

  @Test
  void find_redisKilled_isAnsweredAllTheSame() {
    try (RedisServer redis = RedisServer.start();
        Redoubt redoubt = Redoubt.connect(redis.url())) {
      Cities cities = new Cities(redoubt, this::load);
      cities.find("paris");
      redis.kill();
      assertEquals(paris, cities.find("paris"));
    }
  }
}
// @end
