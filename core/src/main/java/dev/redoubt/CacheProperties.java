// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import dev.redoubt.cache.CacheConfig;
import dev.redoubt.cache.CacheConfigBuilder;
import dev.redoubt.cache.ValueType;
import java.util.Collections;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The options of caches that are written as properties: {@code redoubt.cache.NAME.OPTION} for one
 * cache, which wins over the code that builds it, and {@code redoubt.cache.*.OPTION} for all, which
 * loses against it. Immutable.
 */
final class CacheProperties {
  static final CacheProperties NONE = new CacheProperties(Map.of());

  private static final String PREFIX = "redoubt.cache.";
  private static final String EVERY = "*";
  private static final ValueType<String> TEXT = ValueType.of(String.class);

  private final Map<String, String> texts;

  private CacheProperties(Map<String, String> texts) {
    this.texts = texts;
  }

  /**
   * Those among the properties that are options of caches.
   *
   * @throws IllegalArgumentException naming the property that is wrong or unknown
   */
  static CacheProperties of(Properties properties) {
    Map<String, String> texts = new TreeMap<>();
    for (String name : properties.stringPropertyNames()) {
      if (name.startsWith(PREFIX)) {
        texts.put(name, properties.getProperty(name));
      }
    }
    CacheProperties ours = new CacheProperties(Collections.unmodifiableMap(texts));
    texts.keySet().forEach(ours::check);
    return ours;
  }

  /** Refuses what no cache could be built with, long before one is. */
  private void check(String property) {
    String rest = property.substring(PREFIX.length());
    int dot = rest.lastIndexOf('.');
    if (dot < 1) {
      throw Settings.refused(
          property, "names no cache: write " + PREFIX + "NAME." + rest + ", or * for all caches");
    }
    String cache = rest.substring(0, dot);
    String option = rest.substring(dot + 1);
    CachePropertyTable.Setter setter = CachePropertyTable.SETTERS.get(option);
    if (setter == null) {
      throw new IllegalArgumentException("there is no property " + property
          + NearMatch.hint(option, CachePropertyTable.SETTERS.keySet()));
    }
    set(scratch(property, cache), property, setter);
  }

  private static CacheConfigBuilder<String, String> scratch(String property, String cache) {
    try {
      return CacheConfig.builder(cache.equals(EVERY) ? "every" : cache, TEXT);
    } catch (IllegalArgumentException e) {
      throw Settings.refused(property, e.getMessage());
    }
  }

  /** What the code says about a cache, between what the properties say of all and of this one. */
  <K, V> Function<CacheConfigBuilder<String, V>, CacheConfigBuilder<K, V>> around(
      String cache, Function<CacheConfigBuilder<String, V>, CacheConfigBuilder<K, V>> code) {
    return builder -> {
      setAll(builder, EVERY);
      CacheConfigBuilder<K, V> said = code.apply(builder);
      setAll(said, cache);
      return said;
    };
  }

  private void setAll(CacheConfigBuilder<?, ?> builder, String cache) {
    CachePropertyTable.SETTERS.forEach(
        (option, setter) -> set(builder, PREFIX + cache + "." + option, setter));
  }

  private void set(
      CacheConfigBuilder<?, ?> builder, String property, CachePropertyTable.Setter setter) {
    new Settings(texts).get(property, text -> {
      setter.accept(builder, text);
      return text;
    });
  }

  @Override
  public String toString() {
    return texts.toString();
  }
}
