// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.docs;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.Redoubt;
import dev.redoubt.cache.Cache;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code in docs/cache-stale.md and docs/cache-negative.md. */
class StalePagesTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private final Database database = new Database();

  @BeforeEach
  void empty() {
    SERVER.get().command("FLUSHALL");
  }

  @Test
  void staleCopy_answersWhenTheLoadFails() {
    try (Redoubt redoubt = Redoubt.connect(SERVER.get().url())) {
      // @start region="options"
      Cache<String, City> cities = redoubt.cache(
          "cities",
          City.class,
          c -> c.ttl(ofMinutes(10)) // fresh so long
              .staleFor(ofHours(6)) // then kept so long, for when a load fails or is slow
              .softTimeout(ofMillis(50)) // who has a copy waits so long for a load
              .hardTimeout(ofSeconds(2)) // who has none waits so long
              .staleOnError(failure -> !(failure instanceof FileNotFoundException))
              .earlyRefresh(1));
      // @end
      City copy = new City("Paris, long ago", 1);
      cities.put("paris", copy);
      // @start region="expire"
      cities.expire("paris");
      // @end
      City answer = cities.get("paris", key -> {
        throw new IOException("the database is away");
      });
      assertThat(answer).isEqualTo(copy);
    }
  }

  @Test
  void contextLoader_knowsTheCopy() {
    try (Redoubt redoubt = Redoubt.connect(SERVER.get().url())) {
      Cache<String, City> cities =
          redoubt.cache("cities", City.class, c -> c.ttl(ofMinutes(10)).staleFor(ofHours(6)));
      City known = new City("Paris", 1);
      cities.put("paris", known);
      cities.expire("paris");
      // @start region="context"
      City paris = cities.get("paris", (key, context) -> {
        City copy = context.copy().orElse(null);
        if (copy != null && database.isUnchangedSince(key, context.copyFrom().orElseThrow())) {
          return context.notModified(); // the copy, fresh again
        }
        context.ttl(ofMinutes(1)); // instead of the cache's
        return database.findCity(key);
      });
      // @end
      assertThat(paris).isEqualTo(known);
    }
  }

  @Test
  void negativeTtl_remembersThatThereIsNone() {
    try (Redoubt redoubt = Redoubt.connect(SERVER.get().url())) {
      // @start region="negative"
      Cache<String, City> cities =
          redoubt.cache("cities", City.class, c -> c.ttl(ofHours(1)).negativeTtl(ofSeconds(30)));
      City atlantis = cities.get("atlantis", key -> null); // null; and for 30 s nobody is asked
      // @end
      assertThat(atlantis).isNull();
    }
  }
}
