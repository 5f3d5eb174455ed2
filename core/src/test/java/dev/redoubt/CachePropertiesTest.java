// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.redoubt.cache.CacheConfig;
import dev.redoubt.cache.CacheConfigBuilder;
import dev.redoubt.cache.ValueType;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CachePropertiesTest {
  /** What only code can say. */
  private static final List<String> CODE_ONLY =
      List.of("build", "codec", "keys", "listener", "staleOnError");

  @Test
  void ownProperty_winsOverTheCode() {
    assertThat(cities("redoubt.cache.cities.ttl = 5m", c -> c.ttl(ofHours(1)))
            .freshness()
            .ttl())
        .isEqualTo(ofMinutes(5));
  }

  @Test
  void propertyOfAllCaches_losesAgainstTheCode() {
    CacheConfig<String, String> config = cities("""
        redoubt.cache.*.ttl = 5m
        redoubt.cache.*.stale-for = 1h
        """, c -> c.ttl(ofHours(1)));

    assertThat(config.freshness().ttl()).isEqualTo(ofHours(1));
    assertThat(config.freshness().staleFor()).isEqualTo(ofHours(1));
  }

  @Test
  void ownProperty_winsOverThatOfAllCaches() {
    String both = """
        redoubt.cache.*.ttl = 5m
        redoubt.cache.cities.ttl = 7m
        """;
    assertThat(cities(both, c -> c).freshness().ttl()).isEqualTo(ofMinutes(7));
    assertThat(config("towns", both, c -> c).freshness().ttl()).isEqualTo(ofMinutes(5));
  }

  @Test
  void nameWithDots_isTheCacheUpToTheLast() {
    assertThat(config("shop.cities", "redoubt.cache.shop.cities.lease = 3s", c -> c.ttl(ofHours(1)))
            .loading()
            .lease())
        .isEqualTo(ofSeconds(3));
  }

  @Test
  void codeThatRetypesTheKeys_keepsTheProperties() {
    CacheConfig<Long, String> config = CacheProperties.of(read("redoubt.cache.cities.ttl = 5m"))
        .<Long, String>around("cities", c -> c.keys(Long.class, String::valueOf))
        .apply(CacheConfig.builder("cities", ValueType.of(String.class)))
        .build();

    assertThat(config.freshness().ttl()).isEqualTo(ofMinutes(5));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redoubt.cache.cities.stalefor = 1h   | no property redoubt.cache.cities.stalefor; did you mean stale-for?",
        "redoubt.cache.*.softtimeout = 1s     | did you mean soft-timeout?",
        "redoubt.cache.cities.unheard-of = 1h | no property redoubt.cache.cities.unheard-of",
        "redoubt.cache.ttl = 1h               | redoubt.cache.ttl: names no cache: write redoubt.cache.NAME.ttl",
        "redoubt.cache.a b.ttl = 1h           | redoubt.cache.a b.ttl: the name of a cache must be",
        "redoubt.cache.cities.ttl = 0s        | redoubt.cache.cities.ttl: ttl must be 1 ms to 3650 days",
        "redoubt.cache.cities.stale-for = -1s | redoubt.cache.cities.stale-for: '-1s' is not a duration",
        "redoubt.cache.cities.jitter = 0.7    | redoubt.cache.cities.jitter: jitter must be 0 to 0.5",
        "redoubt.cache.cities.lease = 2h      | redoubt.cache.cities.lease: lease must be 1 ms to 1 hour",
        "redoubt.cache.cities.hash-tags = yes | redoubt.cache.cities.hash-tags: 'yes' is neither true"
      })
  void badProperty_isRefusedBeforeAnyCacheIsBuilt(String line, String reason) {
    Properties properties = read(line.replace(" b.ttl", "\\ b.ttl"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> RedoubtConfig.builder().caches(properties))
        .withMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redoubt.cache.cities.soft-timeout = 1s  | softTimeout needs staleFor, since",
        "redoubt.cache.cities.hard-timeout = 11s | hardTimeout (PT11S) must not be longer than the lease (PT10S)",
      })
  void contradiction_isRefusedWhenTheCacheIsBuilt(String line, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cities(line, c -> c.ttl(ofHours(1))))
        .withMessageContaining("cache cities")
        .withMessageContaining(reason);
  }

  @Test
  void everyOption_hasAPropertyThatThePageNames() throws IOException {
    String page = Files.readString(Path.of("../docs/configuration.md"));
    List<String> options = Arrays.stream(CacheConfigBuilder.class.getDeclaredMethods())
        .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
        .map(Method::getName)
        .distinct()
        .filter(name -> !CODE_ONLY.contains(name))
        .map(name -> name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))
        .toList();

    assertThat(CachePropertyTable.SETTERS.keySet()).containsExactlyInAnyOrderElementsOf(options);
    assertThat(options).allMatch(name -> page.contains("`" + name + "`"));
  }

  private static CacheConfig<String, String> cities(
      String properties,
      Function<CacheConfigBuilder<String, String>, CacheConfigBuilder<String, String>> code) {
    return config("cities", properties, code);
  }

  private static CacheConfig<String, String> config(
      String cache,
      String properties,
      Function<CacheConfigBuilder<String, String>, CacheConfigBuilder<String, String>> code) {
    return CacheProperties.of(read(properties))
        .around(cache, code)
        .apply(CacheConfig.builder(cache, ValueType.of(String.class)))
        .build();
  }

  private static Properties read(String text) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }
}
