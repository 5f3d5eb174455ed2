// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.cache.Cache;
import dev.redoubt.cache.CacheListener;
import dev.redoubt.cache.FillOutcome;
import dev.redoubt.cache.LoadOutcome;
import dev.redoubt.cache.ReadOutcome;
import dev.redoubt.cache.Tier;
import dev.redoubt.cache.WriteOutcome;
import dev.redoubt.client.BreakerStatistics;
import dev.redoubt.client.BreakerStatistics.Calls;
import dev.redoubt.client.Outcome;
import dev.redoubt.testkit.RedisServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The number of series depends on nodes, caches, commands and outcomes, never on keys. */
final class CardinalityTest {
  private static final int CACHES = 50;
  private static final int NODES = 9;
  private static final List<String> COMMANDS =
      List.of("GET", "MGET", "SET", "DEL", "UNLINK", "EVALSHA", "EVAL", "PING");
  private static final int KEYS = 1_000_000;
  private static final int KEYS_AT_ONCE = 10_000;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final RedoubtMetrics metrics = new RedoubtMetrics(registry);

  @Test
  void everythingThatCanHappen_on50CachesAnd9Nodes_staysBelowTheDocumentedBound()
      throws IOException {
    IntStream.range(0, NODES).mapToObj(i -> "10.0.0." + i + ":6379").forEach(this::useNode);
    IntStream.range(0, CACHES).mapToObj(i -> "cache" + i).forEach(this::useCache);

    assertThat(series()).isBetween(documentedBound() / 2, documentedBound());
  }

  /** Every outcome of every operation, though no real cache will see all of them. */
  private void useCache(String name) {
    CacheListener cache = metrics.caches().forCache(name);
    for (ReadOutcome outcome : ReadOutcome.values()) {
      for (Tier tier : Tier.values()) {
        cache.onGet(name, tier, outcome, 1);
      }
    }
    for (WriteOutcome outcome : WriteOutcome.values()) {
      cache.onPut(name, outcome, 1);
      cache.onRemove(name, outcome, 1);
    }
    for (int failed = 0; failed < 2; failed++) {
      for (int done = 0; done < 2; done++) {
        cache.onGetAll(name, done, 0, failed, 1);
        cache.onPutAll(name, done, failed, 1);
        cache.onRemoveAll(name, done, failed, 1);
      }
    }
    for (LoadOutcome outcome : LoadOutcome.values()) {
      cache.onLoad(name, 1, outcome, 1);
    }
    cache.onFill(name, FillOutcome.STORED, 1);
  }

  private void useNode(String name) {
    Calls none = new Calls(0, 0, 0, 0);
    metrics.onNode(name, () -> new BreakerStatistics(-1, -1, none, none));
    for (String command : COMMANDS) {
      for (Outcome outcome : Outcome.values()) {
        metrics.onCommand(name, command, 1, 1, outcome);
      }
      metrics.onRetry(name, command, 1, Duration.ZERO);
    }
    for (Outcome outcome : Outcome.values()) {
      metrics.onError(name, "GET", outcome.label());
    }
  }

  @Test
  void aMillionKeys_addNoSeries() {
    try (RedisServer redis = RedisServer.start();
        Redoubt redoubt = Redoubt.builder(RedoubtConfig.of(redis.url()))
            .listener(metrics)
            .listener(metrics.caches())
            .connect()) {
      Cache<String, String> cities =
          redoubt.cache("cities", String.class, c -> c.ttl(Duration.ofHours(1)));
      cities.getAll(keys(0), CardinalityTest::load);
      cities.getAll(keys(0), CardinalityTest::load);
      int series = series();
      for (int from = 0; from < KEYS; from += KEYS_AT_ONCE) {
        cities.getAll(keys(from));
      }

      assertThat(series()).isLessThanOrEqualTo(series + 2 * 18);
    }
  }

  private static List<String> keys(int from) {
    return IntStream.range(from, from + KEYS_AT_ONCE).mapToObj(i -> "key" + i).toList();
  }

  private static Map<String, String> load(Iterable<? extends String> keys) {
    Map<String, String> values = new LinkedHashMap<>();
    keys.forEach(key -> values.put(key, key));
    return values;
  }

  private int series() {
    return (int) registry.scrape().lines().filter(line -> !line.startsWith("#")).count();
  }

  private static int documentedBound() throws IOException {
    String page = Files.readString(Path.of("../docs/metrics.md"));
    Matcher bound = Pattern.compile("at most ([0-9,]+) series").matcher(page);
    assertThat(bound.find()).isTrue();
    return Integer.parseInt(bound.group(1).replace(",", ""));
  }
}
