// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import dev.redoubt.Redoubt;
import dev.redoubt.ValidationException;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Values are removed by their tags. */
class TagTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private final Recorder recorder = new Recorder();
  private RedisServer redis;
  private Redoubt redoubt;
  private Redoubt otherJvm;
  private Cache<String, City> cities;
  private Cache<String, City> citiesThere;

  @BeforeEach
  void open() {
    redis = SERVER.get();
    redis.command("FLUSHALL");
    redoubt = Patience.connect(redis.url());
    otherJvm = Patience.connect(redis.url());
    Duration ttl = Duration.ofHours(1);
    cities = redoubt.cache("cities", City.class, c -> c.ttl(ttl).listener(recorder));
    citiesThere = otherJvm.cache("cities", City.class, c -> c.ttl(ttl));
  }

  @AfterEach
  void close() {
    redoubt.close();
    otherJvm.close();
  }

  @Test
  void removeTag_removesWhatHasIt_andNothingElse() {
    cities.put("paris", City.PARIS, PutOptions.tags("france", "capital"));
    cities.put("lyon", City.LYON, PutOptions.tags("france"));
    cities.put("oslo", City.LYON, PutOptions.tags("norway", "capital"));
    cities.put("atlantis", City.LYON);
    assertThat(citiesThere.get("paris")).contains(City.PARIS);

    citiesThere.removeTag("france");

    assertThat(cities.get("paris")).isEmpty();
    assertThat(cities.get("lyon")).isEmpty();
    assertThat(cities.get("oslo")).contains(City.LYON);
    assertThat(cities.get("atlantis")).contains(City.LYON);
    assertThat(cities.getAll(List.of("paris", "lyon", "oslo", "atlantis")).orThrow())
        .containsOnlyKeys("oslo", "atlantis");
  }

  @Test
  void removeTag_async_isHeard() throws Exception {
    cities.put("paris", City.PARIS, PutOptions.tags("france"));

    cities.async().removeTag("france").toCompletableFuture().get(30, SECONDS);

    assertThat(cities.async().get("paris").toCompletableFuture().get(30, SECONDS))
        .isEmpty();
    assertThat(recorder.events()).contains("removeTag success");
  }

  @Test
  void put_afterARemovalThatThisJvmHasNotHeardOf_isNotLost() throws Exception {
    cities.put("paris", City.PARIS, PutOptions.tags("france"));
    citiesThere.removeTag("france");

    cities.put("paris", City.LYON, PutOptions.tags("france"));
    assertThat(citiesThere.get("paris")).contains(City.LYON);
    citiesThere.removeTag("france");
    cities
        .async()
        .put("paris", City.PARIS, PutOptions.tags("france"))
        .toCompletableFuture()
        .get(30, SECONDS);
    assertThat(citiesThere.get("paris")).contains(City.PARIS);
    citiesThere.removeTag("france");

    cities.putAll(Map.of("paris", City.LYON), PutOptions.tags("france")).orThrow();
    assertThat(citiesThere.get("paris")).contains(City.LYON);
  }

  @Test
  void clear_removesWhatHasTagsToo() {
    cities.put("paris", City.PARIS, PutOptions.tags("france"));

    cities.clear();

    assertThat(citiesThere.get("paris")).isEmpty();
  }

  @Test
  void lostTagEpoch_invalidates() {
    cities.put("paris", City.PARIS, PutOptions.tags("france"));
    redis.command("DEL", tagKey());

    assertThat(cities.get("paris")).isEmpty();
  }

  @Test
  void tagEpoch_outlivesItsEntries_andThenGoes() {
    cities.put("paris", City.PARIS, PutOptions.tags("france").ttl(Duration.ofMinutes(10)));
    String key = tagKey();
    assertThat(seconds(key)).isBetween(1_000L, 1_300L);

    cities.put("lyon", City.LYON, PutOptions.tags("france").ttl(Duration.ofHours(1)));

    assertThat(seconds(key)).isBetween(6_600L, 7_700L);
  }

  private String tagKey() {
    Object keys = redis.command("KEYS", "redoubt:#cities:tag:*");
    assertThat(keys).asInstanceOf(LIST).hasSize(1);
    return String.valueOf(((List<?>) Objects.requireNonNull(keys)).get(0));
  }

  private long seconds(String key) {
    return Long.parseLong(String.valueOf(redis.command("TTL", key)));
  }

  @Test
  void withoutTags_nothingOfTagsIsInRedis_orAskedFor() {
    cities.put("paris", City.PARIS);
    redis.command("CONFIG", "RESETSTAT");

    assertThat(cities.get("paris")).contains(City.PARIS);

    assertThat((List<?>) redis.command("KEYS", "redoubt:#cities:tag*")).isEmpty();
    assertThat(redis.info("commandstats", "cmdstat_mget")).startsWith("calls=1,");
    assertThat(redis.info("commandstats", "cmdstat_get")).isEmpty();
  }

  @Test
  void tooManyOrInvalidTags_areRefused() {
    String[] tooMany = IntStream.range(0, 65).mapToObj(i -> "t" + i).toArray(String[]::new);

    assertThatThrownBy(() -> cities.put("paris", City.PARIS, PutOptions.tags(tooMany)))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("64 tags");
    assertThatThrownBy(() -> cities.put("paris", City.PARIS, PutOptions.tags("")))
        .isInstanceOf(ValidationException.class);
    assertThatThrownBy(() -> cities.removeTag("a\nb")).isInstanceOf(ValidationException.class);
  }

  @Test
  void ttlOfAPut_isChecked() {
    assertThatThrownBy(() -> cities.put("paris", City.PARIS, PutOptions.NONE.ttl(Duration.ZERO)))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("ttl");
  }
}
