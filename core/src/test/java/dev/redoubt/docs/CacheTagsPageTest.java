// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.docs;

import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.Redoubt;
import dev.redoubt.cache.Cache;
import dev.redoubt.cache.PutOptions;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code in docs/cache-tags.md. */
class CacheTagsPageTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private final Database database = new Database();

  @Test
  void removals_workAsThePageSays() {
    City paris = database.findCity("paris");
    try (Redoubt redoubt = Redoubt.connect(SERVER.get().url())) {
      // @start region="tags"
      Cache<String, City> cities = redoubt.cache("cities", City.class, c -> c.ttl(ofHours(1)));

      cities.put("paris", paris, PutOptions.tags("france", "capital"));
      cities.get("oslo", (key, context) -> {
        City city = database.findCity(key);
        context.tags("capital", city.name()); // tags may depend on what was loaded
        return city;
      });

      cities.removeTag("capital"); // two commands, however many entries
      cities.clear(); // one command; in a cluster 64
      // @end
      assertThat(cities.get("paris")).isEmpty();
      assertThat(cities.get("oslo")).isEmpty();
    }
  }
}
