// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a cache works: immutable, made by {@link CacheConfigBuilder}, which is the only place where
 * defaults are written.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class CacheConfig<K, V> {
  /** The longest ttl: ten years. */
  public static final Duration MAX_TTL = Duration.ofDays(3650);

  static final Duration MIN_TTL = Duration.ofMillis(1);

  private final String name;
  private final ValueType<V> type;
  private final String prefix;
  private final Function<? super K, String> keyText;
  private final Codec<V> codec;
  private final Freshness freshness;
  private final LoadRules loading;
  private final int maxKeyBytes;
  private final int maxValueBytes;
  private final boolean hashTags;
  private final boolean required;
  private final CacheListener listener;

  CacheConfig(CacheConfigBuilder<K, V> builder) {
    this.name = builder.name;
    this.type = builder.type;
    this.prefix = builder.prefix;
    this.keyText = builder.keyText;
    this.freshness = builder.freshness();
    this.loading = builder.loading();
    this.codec = builder.codecOfType();
    this.maxKeyBytes = builder.maxKeyBytes;
    this.maxValueBytes = builder.maxValueBytes;
    this.hashTags = builder.hashTags;
    this.required = builder.required;
    this.listener = builder.listener;
  }

  /** Starts the options of a cache with keys of type {@code String}. */
  public static <V> CacheConfigBuilder<String, V> builder(String name, ValueType<V> type) {
    return new CacheConfigBuilder<>(name, type);
  }

  /** The cache's name: a part of its keys, and its label in metrics and messages. */
  public String name() {
    return name;
  }

  /** The type of the values. */
  public ValueType<V> type() {
    return type;
  }

  /** What all keys begin with. */
  public String prefix() {
    return prefix;
  }

  /** How a key becomes text. */
  public Function<? super K, String> keyText() {
    return keyText;
  }

  /** How values become bytes. */
  public Codec<V> codec() {
    return codec;
  }

  /** How long entries are good for. */
  public Freshness freshness() {
    return freshness;
  }

  /** How long loads may take. */
  public LoadRules loading() {
    return loading;
  }

  /** The longest key, in bytes of UTF-8, without prefix and name. */
  public int maxKeyBytes() {
    return maxKeyBytes;
  }

  /** The largest value, in encoded bytes. */
  public int maxValueBytes() {
    return maxValueBytes;
  }

  /** Whether the application cannot work while this cache is without Redis. */
  public boolean required() {
    return required;
  }

  /** Whether braces in a key choose its cluster slot. */
  public boolean hashTags() {
    return hashTags;
  }

  /** Who hears of this cache's events. */
  public CacheListener listener() {
    return listener;
  }

  static @Nullable String ttlProblem(String what, Duration ttl) {
    return ttl.compareTo(MIN_TTL) < 0 || ttl.compareTo(MAX_TTL) > 0
        ? what + " must be 1 ms to 3650 days: " + ttl
        : null;
  }
}
