// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a cache works: immutable, made by {@link Builder}. The only place where defaults are written.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class CacheConfig<K, V> {
  /** The longest ttl: ten years. */
  public static final Duration MAX_TTL = Duration.ofDays(3650);

  private static final Duration MIN_TTL = Duration.ofMillis(1);
  private static final Duration MAX_LEASE = Duration.ofHours(1);
  private static final double MAX_JITTER = 0.5;
  private static final int MAX_KEY_BYTES = 65_536;
  private static final int MAX_VALUE_BYTES = 256 << 20;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final String name;
  private final ValueType<V> type;
  private final String prefix;
  private final Function<? super K, String> keyText;
  private final Codec<V> codec;
  private final Duration ttl;
  private final double jitter;
  private final Duration lease;
  private final int maxKeyBytes;
  private final int maxValueBytes;
  private final boolean hashTags;
  private final CacheListener listener;

  private CacheConfig(Builder<K, V> builder, Duration ttl, Codec<V> codec) {
    this.name = builder.name;
    this.type = builder.type;
    this.prefix = builder.prefix;
    this.keyText = builder.keyText;
    this.codec = codec;
    this.ttl = ttl;
    this.jitter = builder.jitter;
    this.lease = builder.lease;
    this.maxKeyBytes = builder.maxKeyBytes;
    this.maxValueBytes = builder.maxValueBytes;
    this.hashTags = builder.hashTags;
    this.listener = builder.listener;
  }

  /** Starts the options of a cache with keys of type {@code String}. */
  public static <V> Builder<String, V> builder(String name, ValueType<V> type) {
    return new Builder<>(name, type);
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

  /** How long an entry lives, before jitter. */
  public Duration ttl() {
    return ttl;
  }

  /** By what part of itself the ttl varies at most, up and down. */
  public double jitter() {
    return jitter;
  }

  /** How long a load may take so that its value is still stored. */
  public Duration lease() {
    return lease;
  }

  /** The longest key, in bytes of UTF-8, without prefix and name. */
  public int maxKeyBytes() {
    return maxKeyBytes;
  }

  /** The largest value, in encoded bytes. */
  public int maxValueBytes() {
    return maxValueBytes;
  }

  /** Whether braces in a key choose its cluster slot. */
  public boolean hashTags() {
    return hashTags;
  }

  /** Who hears of this cache's events. */
  public CacheListener listener() {
    return listener;
  }

  static @Nullable String ttlProblem(Duration ttl) {
    return ttl.compareTo(MIN_TTL) < 0 || ttl.compareTo(MAX_TTL) > 0
        ? "ttl must be 1 ms to 3650 days: " + ttl
        : null;
  }

  /**
   * The options of a cache. {@code ttl} has no default. Not thread-safe.
   *
   * @param <K> the type of the keys
   * @param <V> the type of the values
   */
  public static final class Builder<K, V> {
    private final String name;
    private final ValueType<V> type;
    private Function<? super K, String> keyText;
    private String prefix = "redoubt";
    private @Nullable Codec<V> codec;
    private @Nullable Duration ttl;
    private double jitter = 0.05;
    private Duration lease = Duration.ofSeconds(10);
    private int maxKeyBytes = 512;
    private int maxValueBytes = 8 << 20;
    private boolean hashTags;
    private CacheListener listener = CacheListener.NONE;

    // Only builder() calls this, where K is String.
    @SuppressWarnings("unchecked")
    private Builder(String name, ValueType<V> type) {
      this.name = requireName("the name of a cache", name);
      this.type = Objects.requireNonNull(type, "type");
      this.keyText = (Function<? super K, String>) Function.<String>identity();
    }

    /** How long an entry lives: 1 ms to ten years. Every cache must say. */
    public Builder<K, V> ttl(Duration duration) {
      String problem = ttlProblem(duration);
      if (problem != null) {
        throw new IllegalArgumentException(problem);
      }
      ttl = duration;
      return this;
    }

    /**
     * By what part of itself each ttl varies at random, so that entries written together do not
     * expire together: 0 to 0.5; 0.05, that is ±5 %, by default.
     */
    public Builder<K, V> jitter(double part) {
      if (!(part >= 0 && part <= MAX_JITTER)) {
        throw new IllegalArgumentException("jitter must be 0 to 0.5: " + part);
      }
      jitter = part;
      return this;
    }

    /**
     * How long a load may take so that its value is still stored: 1 ms to an hour; 10 s by default.
     * Callers who wait for another one's load wait no longer than this, then load themselves.
     */
    public Builder<K, V> lease(Duration duration) {
      if (duration.compareTo(MIN_TTL) < 0 || duration.compareTo(MAX_LEASE) > 0) {
        throw new IllegalArgumentException("lease must be 1 ms to 1 hour: " + duration);
      }
      lease = duration;
      return this;
    }

    /**
     * Keys of another type than {@code String}: {@code keys(Long.class, String::valueOf)}.
     * Different keys must have different texts.
     */
    // The builder holds nothing of type K but the function that is replaced here.
    @SuppressWarnings("unchecked")
    public <T> Builder<T, V> keys(Class<T> keyType, Function<? super T, String> text) {
      Objects.requireNonNull(keyType, "keyType");
      Builder<T, V> retyped = (Builder<T, V>) this;
      retyped.keyText = Objects.requireNonNull(text, "text");
      return retyped;
    }

    /**
     * How values become bytes. By default {@code byte[]} stays as it is, {@code String} becomes
     * UTF-8 and everything else JSON.
     */
    public Builder<K, V> codec(Codec<V> replacement) {
      codec = Objects.requireNonNull(replacement, "codec");
      return this;
    }

    /** What all keys begin with: letters, digits, dots, hyphens; {@code redoubt} by default. */
    public Builder<K, V> prefix(String text) {
      prefix = requireName("a prefix", text);
      return this;
    }

    /**
     * Lets the part of a key between braces choose its cluster slot, so that related keys lie
     * together. Off by default: then braces mean nothing.
     */
    public Builder<K, V> hashTags(boolean enabled) {
      hashTags = enabled;
      return this;
    }

    /** The longest key, in bytes of UTF-8, without prefix and name; 512 by default. */
    public Builder<K, V> maxKeyBytes(int bytes) {
      maxKeyBytes = requireSize("maxKeyBytes", bytes, MAX_KEY_BYTES);
      return this;
    }

    /** The largest value, in encoded bytes; 8 MiB by default. */
    public Builder<K, V> maxValueBytes(int bytes) {
      maxValueBytes = requireSize("maxValueBytes", bytes, MAX_VALUE_BYTES);
      return this;
    }

    /** Adds a listener to this cache's events. */
    public Builder<K, V> listener(CacheListener addition) {
      listener = CacheListener.both(listener, Objects.requireNonNull(addition, "listener"));
      return this;
    }

    /**
     * The finished options.
     *
     * @throws IllegalArgumentException if there is no ttl
     */
    public CacheConfig<K, V> build() {
      if (ttl == null) {
        throw new IllegalArgumentException("cache " + name + " needs a ttl: it has no default");
      }
      return new CacheConfig<>(this, ttl, codec == null ? codecOf(type) : codec);
    }

    // A codec of byte[] or String is one of V when V is that type.
    @SuppressWarnings("unchecked")
    private static <V> Codec<V> codecOf(ValueType<V> type) {
      if (type.type() == byte[].class) {
        return (Codec<V>) Codec.bytes();
      }
      return type.type() == String.class ? (Codec<V>) Codec.strings() : Codec.json(type);
    }

    private static String requireName(String what, String text) {
      if (!NAME.matcher(text).matches()) {
        throw new IllegalArgumentException(
            what + " must be 1 to 64 letters, digits, dots, hyphens or underscores: " + text);
      }
      return text;
    }

    private static int requireSize(String what, int bytes, int max) {
      if (bytes < 1 || bytes > max) {
        throw new IllegalArgumentException(what + " must be 1 to " + max + ": " + bytes);
      }
      return bytes;
    }
  }
}
