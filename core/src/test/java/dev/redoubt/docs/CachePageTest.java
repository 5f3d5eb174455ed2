// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.docs;

import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.Redoubt;
import dev.redoubt.cache.BulkResult;
import dev.redoubt.cache.Cache;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code in docs/cache.md. */
class CachePageTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private final Database database = new Database();

  @Test
  void operations_answerAsThePageSays() {
    City oslo = database.findCity("oslo");
    List<String> keys = List.of("oslo", "rome");
    try (Redoubt redoubt = Redoubt.connect(SERVER.get().url())) {
      // @start region="operations"
      Cache<String, City> cities = redoubt.cache("cities", City.class, c -> c.ttl(ofHours(1)));

      City paris = cities.get("paris", database::findCity); // from Redis, or loaded and stored
      Optional<City> rome = cities.get("rome"); // from Redis only
      cities.put("oslo", oslo); // acknowledged by Redis, or an exception
      cities.remove("paris"); // also cancels a load that is under way
      BulkResult<String, City> some = cities.getAll(keys, database::findCities);
      CompletionStage<City> later = cities.async().get("paris", database::findCity);
      // @end
      assertThat(paris).isEqualTo(database.findCity("paris"));
      assertThat(rome).isEmpty();
      assertThat(some.values()).containsOnlyKeys("oslo", "rome");
      assertThat(later.toCompletableFuture().join()).isEqualTo(paris);
    }
  }
}
