// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.docs;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.Redoubt;
import dev.redoubt.cache.BulkResult;
import dev.redoubt.cache.Cache;
import dev.redoubt.cache.PutOptions;
import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code after the change in docs/migrate-*.md; that of before is in the benchmarks. */
class MigratePagesTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private final Database database = new Database();
  private RedisServer server;
  private Redoubt redoubt;

  @BeforeEach
  void open() {
    server = SERVER.get();
    server.command("FLUSHALL");
    redoubt = Redoubt.connect(server.url());
  }

  @AfterEach
  void close() {
    redoubt.close();
  }

  // @start region="class-after"
  static final class Cities {
    private final Cache<String, City> cache;
    private final Database database;

    Cities(Redoubt redoubt, Database database) {
      this.cache = redoubt.cache("cities", City.class, c -> c.ttl(ofHours(1)));
      this.database = database;
    }

    @Nullable City find(String key) {
      return cache.get(key, database::findCity);
    }

    void changed(String key) {
      cache.remove(key);
    }

    void allChanged() {
      cache.clear();
    }
  }
  // @end

  @Test
  void annotatedClass_becomesCalls() {
    Cities cities = new Cities(redoubt, database);
    assertThat(cities.find("paris")).isEqualTo(database.findCity("paris"));
    assertThat(entries("redoubt:cities:paris")).isOne();
    cities.changed("paris");
    assertThat(entries("redoubt:cities:paris")).isZero();
    cities.find("paris");
    cities.allChanged();
    assertThat(redoubt.cache("cities", City.class).get("paris")).isEmpty();
  }

  private long entries(String key) {
    return (Long) server.command("EXISTS", key);
  }

  @Test
  void both_areRemoved() {
    Cache<String, City> cache = redoubt.cache("cities", City.class, c -> c.ttl(ofHours(1)));
    cache.get("paris", database::findCity);
    server.command("SET", "cities::paris", "of before");
    changed(cache, "paris");
    assertThat(entries("cities::paris") + entries("redoubt:cities:paris")).isZero();
  }

  private void changed(Cache<String, City> cache, String key) {
    // @start region="both"
    cache.remove(key);
    redoubt.client().execute(Request.command("UNLINK").key("cities::" + key).reply(Reply.INTEGER));
    // @end
  }

  @Test
  void jetCache_becomes() {
    Set<String> keys = Set.of("paris", "rome");
    // @start region="jetcache-after"
    Cache<String, City> cities =
        redoubt.cache("cities", City.class, c -> c.ttl(ofHours(1)).negativeTtl(ofSeconds(30)));

    City paris = cities.get("paris", database::findCity);
    BulkResult<String, City> some = cities.getAll(keys, database::findCities);
    cities.remove("paris");
    // @end
    assertThat(paris).isEqualTo(database.findCity("paris"));
    assertThat(some.values()).containsOnlyKeys("paris", "rome");
  }

  @Test
  void redisson_becomes() {
    City oslo = new City("Oslo", 717_710);
    // @start region="redisson-after"
    Cache<String, City> cities = redoubt.cache("cities", City.class, c -> c.ttl(ofHours(1)));

    City paris = cities.get("paris", database::findCity);
    cities.put("oslo", oslo, ofSeconds(90));
    cities.put("rome", new City("Roma", 2_746_984), PutOptions.tags("italy"));
    cities.removeTag("italy");
    // @end
    assertThat(paris).isEqualTo(database.findCity("paris"));
    assertThat(cities.get("oslo")).contains(oslo);
    assertThat(cities.get("rome")).isEmpty();
  }

  @Test
  void lettuce_becomes() {
    // @start region="lettuce-after"
    Cache<String, City> cities = redoubt.cache("cities", City.class, c -> c.ttl(ofHours(1)));
    City paris = cities.get("paris", database::findCity);

    long visits = redoubt
        .client()
        .execute(Request.command("INCR").key("visits").reply(Reply.INTEGER).timeout(ofMillis(200)));
    // @end
    assertThat(paris).isEqualTo(database.findCity("paris"));
    assertThat(visits).isOne();
  }
}
