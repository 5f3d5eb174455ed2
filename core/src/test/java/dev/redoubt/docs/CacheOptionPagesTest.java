// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.docs;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.Redoubt;
import dev.redoubt.cache.Cache;
import dev.redoubt.cache.CacheListener;
import dev.redoubt.cache.Undecodable;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code in docs/cache-ttl.md, cache-leases.md, cache-keys.md and cache-events.md. */
class CacheOptionPagesTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private final City paris = new City("Paris", 2_103_778);
  private RedisServer redis;
  private Redoubt redoubt;

  @BeforeEach
  void open() {
    redis = SERVER.get();
    redis.command("FLUSHALL");
    redoubt = Redoubt.connect(redis.url());
  }

  @AfterEach
  void close() {
    redoubt.close();
  }

  @Test
  void ttl_isJittered() {
    // @start region="ttl"
    Cache<String, City> cities =
        redoubt.cache("cities", City.class, c -> c.ttl(ofHours(1)).jitter(0.1)); // 54 to 66 minutes

    cities.put("paris", paris);
    cities.put("olympia", paris, ofMinutes(5)); // a ttl of its own, which the jitter varies too
    // @end
    assertThat(ttl("redoubt:cities:paris")).isBetween(53 * 60L, 66 * 60L);
    assertThat(ttl("redoubt:cities:olympia")).isBetween(4 * 60L, 330L);
  }

  private long ttl(String key) {
    return (Long) redis.command("TTL", key);
  }

  @Test
  void lease_lastsAsThePageSays() {
    Database database = new Database();
    // @start region="lease"
    Cache<String, City> cities =
        redoubt.cache("cities", City.class, c -> c.ttl(ofHours(1)).lease(ofSeconds(3)));
    City paris = cities.get("paris", database::findCity); // in one of all JVMs
    // @end
    assertThat(paris).isNotNull();
  }

  @Test
  void keys_areAsThePageSays() {
    // @start region="keys"
    Cache<Long, City> byId = redoubt.cache(
        "by-id",
        City.class,
        c -> c.ttl(ofHours(1)).keys(Long.class, String::valueOf).prefix("shop").maxKeyBytes(20));
    byId.put(4711L, paris); // shop:by-id:4711

    Cache<String, City> together =
        redoubt.cache("tours", City.class, c -> c.ttl(ofHours(1)).hashTags(true));
    together.put("{france}1", paris); // on the node of "france", like
    together.put("{france}2", paris); // this one
    // @end
    assertThat(redis.command("EXISTS", "shop:by-id:4711", "redoubt:tours:{france}1"))
        .isEqualTo(2L);
  }

  @Test
  void listener_hearsOfTheCache() {
    LongAdder foreign = new LongAdder();
    // @start region="listener"
    CacheListener alarm = new CacheListener() {
      @Override
      public void onUndecodable(String cache, Undecodable reason) {
        foreign.increment(); // no I/O here: this is an event loop or a caller's thread
      }
    };
    Cache<String, City> cities =
        redoubt.cache("cities", City.class, c -> c.ttl(ofHours(1)).listener(alarm));
    // @end
    redis.command("SET", "redoubt:cities:paris", "not an entry");
    assertThat(cities.get("paris")).isEmpty();
    assertThat(foreign.sum()).isPositive();
  }
}
