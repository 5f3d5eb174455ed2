// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.docs;

import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.Redoubt;
import dev.redoubt.cache.Cache;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code in README.md. */
class ReadmeTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private final Database database = new Database();

  @Test
  void start_works() {
    assertThat(start(SERVER.get().url())).isEqualTo(database.findCity("paris"));
  }

  private City start(String url) {
    // @start region="start"
    try (Redoubt redoubt = Redoubt.connect(url)) { // redis://localhost:6379
      Cache<String, City> cities = redoubt.cache("cities", City.class, c -> c.ttl(ofHours(1)));
      return cities.get("paris", database::findCity); // a dead Redis is no exception
    }
    // @end
  }
}
