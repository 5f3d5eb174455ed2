// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The options of a cache. {@code ttl} has no default. Not thread-safe.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class CacheConfigBuilder<K, V> {
  private static final Duration MAX_LEASE = Duration.ofHours(1);
  private static final double MAX_JITTER = 0.5;
  private static final double MAX_EAGERNESS = 10;
  static final int MAX_KEY_BYTES = 65_536;
  private static final int MAX_VALUE_BYTES = 256 << 20;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /** What stands in the place of a cache's name in the keys of sessions. */
  private static final Set<String> OF_SESSIONS = Set.of("s", "u", "x");

  final String name;
  final ValueType<V> type;
  Function<? super K, String> keyText;
  String prefix = "redoubt";

  @Nullable Codec<V> codec;

  int maxKeyBytes = 512;
  int maxValueBytes = 8 << 20;
  boolean hashTags;
  boolean required;
  CacheListener listener = CacheListener.NONE;

  private @Nullable Duration ttl;
  private double jitter = 0.05;
  private Duration staleFor = Duration.ZERO;
  private @Nullable Duration negativeTtl;
  private double earlyRefresh;
  private Duration lease = Duration.ofSeconds(10);
  private @Nullable Duration softTimeout;
  private @Nullable Duration hardTimeout;
  private int guardMinimum = 16;
  private @Nullable Predicate<? super Exception> staleOnError;

  // Only CacheConfig.builder() calls this, where K is String.
  @SuppressWarnings("unchecked")
  CacheConfigBuilder(String name, ValueType<V> type) {
    this.name = requireName("the name of a cache", name);
    if (OF_SESSIONS.contains(name)) {
      throw new IllegalArgumentException(
          "the name of a cache must not be that of the keys of sessions: " + name);
    }
    this.type = Objects.requireNonNull(type, "type");
    this.keyText = (Function<? super K, String>) Function.<String>identity();
  }

  /** How long an entry is fresh: 1 ms to ten years. Every cache must say. */
  public CacheConfigBuilder<K, V> ttl(Duration duration) {
    ttl = requireTtl("ttl", duration);
    return this;
  }

  /**
   * By what part of itself each ttl varies at random, so that entries written together do not
   * expire together: 0 to 0.5; 0.05, that is ±5 %, by default.
   */
  public CacheConfigBuilder<K, V> jitter(double part) {
    if (!(part >= 0 && part <= MAX_JITTER)) {
      throw new IllegalArgumentException("jitter must be 0 to 0.5: " + part);
    }
    jitter = part;
    return this;
  }

  /**
   * How long a copy is kept beyond its ttl, so that a load that fails, or is slow (see
   * {@link #softTimeout}), can be answered with it: up to ten years; zero, that is not at all, by
   * default.
   */
  public CacheConfigBuilder<K, V> staleFor(Duration duration) {
    if (duration.isNegative() || duration.compareTo(CacheConfig.MAX_TTL) > 0) {
      throw new IllegalArgumentException("staleFor must be 0 to 3650 days: " + duration);
    }
    staleFor = duration;
    return this;
  }

  /**
   * How long it is remembered that the origin has no value, that is, that a loader returned null: 1
   * ms to ten years. By default it is not remembered.
   */
  public CacheConfigBuilder<K, V> negativeTtl(Duration duration) {
    negativeTtl = requireTtl("negativeTtl", duration);
    return this;
  }

  /**
   * Loads entries again in the background before they turn stale, at random, the sooner the longer
   * their last load took: 1 spreads the loads as the paper on XFetch proposes, more is more eager;
   * at most 10, and 0, that is never, by default.
   */
  public CacheConfigBuilder<K, V> earlyRefresh(double eagerness) {
    if (!(eagerness >= 0 && eagerness <= MAX_EAGERNESS)) {
      throw new IllegalArgumentException("earlyRefresh must be 0 to 10: " + eagerness);
    }
    earlyRefresh = eagerness;
    return this;
  }

  /**
   * How long a load may take so that its value is still stored: 1 ms to an hour; 10 s by default.
   * Callers who wait for another one's load wait no longer than this, then load themselves.
   */
  public CacheConfigBuilder<K, V> lease(Duration duration) {
    lease = requireLease("lease", duration);
    return this;
  }

  /**
   * How long a caller who has a stale copy waits for a load before the copy is the answer; the load
   * goes on in the background. Zero answers at once; it must not be longer than the lease. By
   * default the load is waited for. Needs {@link #staleFor}.
   */
  public CacheConfigBuilder<K, V> softTimeout(Duration duration) {
    if (duration.isNegative() || duration.compareTo(MAX_LEASE) > 0) {
      throw new IllegalArgumentException("softTimeout must be 0 to 1 hour: " + duration);
    }
    softTimeout = duration;
    return this;
  }

  /**
   * How long a caller waits for a load, its own or another one's, before it fails, or is answered
   * with a stale copy: 1 ms to an hour, and no longer than the lease. The load goes on in the
   * background. With it, loaders run on threads of Redoubt's. By default there is no such limit.
   */
  public CacheConfigBuilder<K, V> hardTimeout(Duration duration) {
    hardTimeout = requireLease("hardTimeout", duration);
    return this;
  }

  /**
   * How many loads may run at once while Redis is away, at least: 1 or more, 16 by default. The
   * origin guard lets twice as many run as the cache had under way when all was well, if that is
   * more; further ones are answered with a stale copy, or with a
   * {@link dev.redoubt.LoadRejectedException}. {@link Integer#MAX_VALUE} lifts the limit.
   */
  public CacheConfigBuilder<K, V> guardMinimum(int loads) {
    if (loads < 1) {
      throw new IllegalArgumentException("guardMinimum must be 1 or more: " + loads);
    }
    guardMinimum = loads;
    return this;
  }

  /**
   * Which of the exceptions that loaders throw are answered with a stale copy; by default all.
   * Needs {@link #staleFor}.
   */
  public CacheConfigBuilder<K, V> staleOnError(Predicate<? super Exception> filter) {
    staleOnError = Objects.requireNonNull(filter, "staleOnError");
    return this;
  }

  /**
   * Keys of another type than {@code String}: {@code keys(Long.class, String::valueOf)}. Different
   * keys must have different texts.
   */
  // The builder holds nothing of type K but the function that is replaced here.
  @SuppressWarnings("unchecked")
  public <T> CacheConfigBuilder<T, V> keys(Class<T> keyType, Function<? super T, String> text) {
    Objects.requireNonNull(keyType, "keyType");
    CacheConfigBuilder<T, V> retyped = (CacheConfigBuilder<T, V>) this;
    retyped.keyText = Objects.requireNonNull(text, "text");
    return retyped;
  }

  /**
   * How values become bytes. By default {@code byte[]} stays as it is, {@code String} becomes UTF-8
   * and everything else JSON.
   */
  public CacheConfigBuilder<K, V> codec(Codec<V> replacement) {
    codec = Objects.requireNonNull(replacement, "codec");
    return this;
  }

  /** What all keys begin with: letters, digits, dots, hyphens; {@code redoubt} by default. */
  public CacheConfigBuilder<K, V> prefix(String text) {
    prefix = requireName("a prefix", text);
    return this;
  }

  /**
   * Whether the application cannot work while this cache is without Redis: then it does not count
   * as ready for requests when Redis has been away for some time. Off by default, so that an outage
   * of Redis does not take every instance out of service.
   */
  public CacheConfigBuilder<K, V> required(boolean value) {
    required = value;
    return this;
  }

  /**
   * Lets the part of a key between braces choose its cluster slot, so that related keys lie
   * together. Off by default: then braces mean nothing.
   */
  public CacheConfigBuilder<K, V> hashTags(boolean enabled) {
    hashTags = enabled;
    return this;
  }

  /** The longest key, in bytes of UTF-8, without prefix and name; 512 by default. */
  public CacheConfigBuilder<K, V> maxKeyBytes(int bytes) {
    maxKeyBytes = requireSize("maxKeyBytes", bytes, MAX_KEY_BYTES);
    return this;
  }

  /** The largest value, in encoded bytes; 8 MiB by default. */
  public CacheConfigBuilder<K, V> maxValueBytes(int bytes) {
    maxValueBytes = requireSize("maxValueBytes", bytes, MAX_VALUE_BYTES);
    return this;
  }

  /** Adds a listener to this cache's events. */
  public CacheConfigBuilder<K, V> listener(CacheListener addition) {
    listener = CacheListener.both(listener, Objects.requireNonNull(addition, "listener"));
    return this;
  }

  /**
   * The finished options.
   *
   * @throws IllegalArgumentException if there is no ttl, or two options contradict each other
   */
  public CacheConfig<K, V> build() {
    return new CacheConfig<>(this);
  }

  Freshness freshness() {
    if (ttl == null) {
      throw new IllegalArgumentException("cache " + name + " needs a ttl: it has no default");
    }
    return new Freshness(ttl, jitter, staleFor, negativeTtl, earlyRefresh);
  }

  LoadRules loading() {
    if (softTimeout != null && staleFor.isZero()) {
      throw new IllegalArgumentException("cache " + name
          + ": softTimeout needs staleFor, since without a stale copy there is no other answer");
    }
    if (staleOnError != null && staleFor.isZero()) {
      throw new IllegalArgumentException("cache " + name
          + ": staleOnError needs staleFor, since without a stale copy there is no other answer");
    }
    if (softTimeout != null && softTimeout.compareTo(lease) > 0) {
      throw new IllegalArgumentException("cache " + name + ": softTimeout (" + softTimeout
          + ") must not be longer than the lease (" + lease + "), after which nobody waits");
    }
    if (hardTimeout != null && hardTimeout.compareTo(lease) > 0) {
      throw new IllegalArgumentException("cache " + name + ": hardTimeout (" + hardTimeout
          + ") must not be longer than the lease (" + lease + ")");
    }
    if (softTimeout != null && hardTimeout != null && softTimeout.compareTo(hardTimeout) > 0) {
      throw new IllegalArgumentException("cache " + name + ": softTimeout (" + softTimeout
          + ") must not be longer than hardTimeout (" + hardTimeout + ")");
    }
    Predicate<? super Exception> forgiven = staleOnError == null ? failure -> true : staleOnError;
    return new LoadRules(lease, softTimeout, hardTimeout, guardMinimum, forgiven);
  }

  /** The chosen codec, or the one that the type suggests. */
  // A codec of byte[] or String is one of V when V is that type.
  @SuppressWarnings("unchecked")
  Codec<V> codecOfType() {
    if (codec != null) {
      return codec;
    }
    if (type.type() == byte[].class) {
      return (Codec<V>) Codec.bytes();
    }
    return type.type() == String.class ? (Codec<V>) Codec.strings() : Codec.json(type);
  }

  private static Duration requireTtl(String what, Duration duration) {
    String problem = CacheConfig.ttlProblem(what, duration);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    return duration;
  }

  private static Duration requireLease(String what, Duration duration) {
    if (duration.compareTo(CacheConfig.MIN_TTL) < 0 || duration.compareTo(MAX_LEASE) > 0) {
      throw new IllegalArgumentException(what + " must be 1 ms to 1 hour: " + duration);
    }
    return duration;
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
