// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.docs;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.cache.Cache;
import dev.redoubt.cache.CacheListener;
import dev.redoubt.cache.FillOutcome;
import dev.redoubt.cache.PutOptions;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The user that docs/security.md makes may do what Redoubt does, and no more. */
class SecurityPageTest {
  private static final Path PAGE = Path.of("../docs/security.md");
  private static final Pattern CALLED = Pattern.compile("cmdstat_([a-z]+)\\S*:calls=([1-9]\\d*),");

  private final Database database = new Database();
  private final AtomicLong cleaned = new AtomicLong();
  private final Set<FillOutcome> fills = ConcurrentHashMap.newKeySet();
  private RedisServer redis;
  private Redoubt redoubt;
  private Cache<String, City> cities;

  @BeforeEach
  void open() throws IOException {
    redis = RedisServer.start();
    redis.setUser("shop", rules());
    redoubt = Redoubt.connect(RedoubtConfig.builder()
        .url(redis.url().replace("redis://", "redis://shop:SECRET@"))
        .health(h -> h.interval(ofMillis(100)))
        .build());
    cities = redoubt.cache(
        "cities", City.class, c -> c.ttl(ofHours(1)).staleFor(ofHours(1)).listener(listener()));
  }

  private CacheListener listener() {
    return new CacheListener() {
      @Override
      public void onCleaned(String cache, long entries) {
        cleaned.addAndGet(entries);
      }

      @Override
      public void onFill(String cache, FillOutcome outcome, long nanos) {
        fills.add(outcome);
      }
    };
  }

  @AfterEach
  void close() {
    redoubt.close();
    redis.close();
  }

  private static String rules() throws IOException {
    String command = String.join(" ", Pages.blocks(PAGE, "acl").get(0).code());
    return command.replaceFirst("ACL SETUSER shop ", "").replaceAll(" +", " ");
  }

  @Test
  void user_ofThePage_isEnoughAndNotTooMuch() throws IOException {
    useEverything();
    Await.until(ofSeconds(5), "a judgement of memory", () -> health().contains("usedBytes"));

    assertThat(health()).doesNotContain("not permitted");
    assertThat(denied()).isEmpty();
    assertThat(fills)
        .contains(FillOutcome.STORED)
        .doesNotContain(FillOutcome.UNFENCED, FillOutcome.FAILED);
    assertThat(called()).containsAll(granted());
  }

  private String health() {
    return redoubt.health().report().toJson();
  }

  private void useEverything() {
    assertThat(cities.get("paris", database::findCity)).isNotNull();
    cities.put("oslo", new City("Oslo", 1), PutOptions.tags("north"));
    cities.putAll(Map.of("rome", new City("Roma", 1)));
    assertThat(cities.getAll(List.of("paris", "oslo", "rome")).values()).hasSize(3);
    cities.expire("rome");
    cities.get("rome", database::findCity);
    redis.command("COPY", "redoubt:cities:paris", "redoubt:cities:rome", "REPLACE");
    assertThat(cities.get("rome", database::findCity)).isNotNull(); // not Paris: a miss, replaced
    cities.remove("paris");
    cities.removeTag("north");
    cities.clear();
    Await.until(ofSeconds(10), "the janitor", () -> cleaned.get() > 0);
  }

  /**
   * What the user was not allowed, but {@code CLIENT SETINFO}: Lettuce tells its name where it may.
   */
  private List<String> denied() {
    return Pattern.compile("object, ([^,]+),")
        .matcher(String.valueOf(redis.command("ACL", "LOG")))
        .results()
        .map(found -> found.group(1))
        .filter(command -> !Set.of("client", "client|setinfo").contains(command))
        .toList();
  }

  private Set<String> called() {
    return CALLED
        .matcher(String.valueOf(redis.command("INFO", "commandstats")))
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> granted() throws IOException {
    return Pattern.compile("\\+([a-z]+)")
        .matcher(rules())
        .results()
        .map(rule -> rule.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
