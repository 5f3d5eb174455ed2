// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.redoubt.client.ProtectedClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The caches on one client, each under its own name. {@link dev.redoubt.Redoubt} is the usual way
 * to them. Safe for use by any number of threads.
 */
public final class Caches {
  private final Environment environment;
  private final CacheListener listener;
  private final String prefix;
  private final Map<String, TieredCache<?, ?>> caches = new ConcurrentHashMap<>();

  Caches(Environment environment, CacheListener listener, String prefix) {
    this.environment = environment;
    this.listener = listener;
    this.prefix = prefix;
  }

  /**
   * Caches on a client, which remains the caller's to close.
   *
   * @param prefix what the keys of all caches begin with, unless a cache says otherwise
   * @param listener hears of the events of all caches
   * @param executor where loads of asynchronous views run, or null for threads of our own
   */
  public static Caches on(
      ProtectedClient client, String prefix, CacheListener listener, @Nullable Executor executor) {
    LoaderThreads threads = executor == null ? LoaderThreads.open() : LoaderThreads.of(executor);
    Environment environment = new Environment(
        client,
        threads,
        InstantSource.system(),
        Ticker.systemTicker(),
        systemRandom(),
        new Waits(),
        LeaseRequests::fill,
        Background.open());
    return new Caches(environment, listener, prefix);
  }

  /**
   * Without contention, and, thanks to the salt, with tokens of its own in every JVM, even in those
   * that start at the same moment.
   */
  private static RandomGenerator systemRandom() {
    long salt = new SecureRandom().nextLong();
    return () -> ThreadLocalRandom.current().nextLong() ^ salt;
  }

  /**
   * Builds a cache.
   *
   * @param options what differs from the defaults; at least the ttl
   * @throws IllegalArgumentException if an option is refused, or there is a cache of that name
   */
  public <K, V> Cache<K, V> build(
      String name,
      ValueType<V> type,
      Function<CacheConfigBuilder<String, V>, CacheConfigBuilder<K, V>> options) {
    CacheConfig<K, V> config = options
        .apply(CacheConfig.builder(name, type).prefix(prefix).listener(listener))
        .build();
    TieredCache<K, V> cache = new TieredCache<>(config, environment);
    if (caches.putIfAbsent(name, cache) != null) {
      throw new IllegalArgumentException("there is a cache of this name already: " + name);
    }
    return cache;
  }

  /**
   * The cache that was built under a name, with keys of type {@code String}.
   *
   * @throws IllegalArgumentException if there is none, or its values are of another type
   */
  // Checked: the type of the values is equal. Keys of another type fail where they become text.
  @SuppressWarnings("unchecked")
  public <V> Cache<String, V> find(String name, ValueType<V> type) {
    TieredCache<?, ?> cache = caches.get(name);
    if (cache == null) {
      throw new IllegalArgumentException(
          "there is no cache of this name: " + name + "; build it with its ttl");
    }
    if (!cache.config().type().type().equals(type.type())) {
      throw new IllegalArgumentException(
          "cache " + name + " has values of type " + cache.config().type() + ", not " + type);
    }
    return (Cache<String, V>) cache;
  }

  /**
   * Explains a key of a cache, by its text. The cache need not have been built here: then the
   * prefix is that of all caches, and only what lies in Redis is told, not whether the application
   * could read the value.
   *
   * @throws IllegalArgumentException if the name cannot be a cache's
   * @see Cache#explain
   */
  public Explanation explain(String name, String key) {
    TieredCache<?, ?> cache = caches.get(name);
    return cache == null ? explainUnknown(name, key) : cache.explainText(key);
  }

  private Explanation explainUnknown(String name, String key) {
    Explanation told = explainUnknown(name, key, false);
    // Whether that cache has hash tags is not known; only keys with braces lie elsewhere then.
    return told.state() == EntryState.ABSENT && key.indexOf('{') >= 0
        ? explainUnknown(name, key, true)
        : told;
  }

  private Explanation explainUnknown(String name, String key, boolean hashTags) {
    CacheConfig<String, byte[]> config = CacheConfig.builder(name, ValueType.of(byte[].class))
        .prefix(prefix)
        .ttl(CacheConfig.MAX_TTL)
        .maxKeyBytes(CacheConfigBuilder.MAX_KEY_BYTES)
        .hashTags(hashTags)
        .build();
    Explainer explainer =
        Explainer.ofUnknown(prefix, name, environment.client(), environment.clock());
    return Futures.await(explainer.explain(new Keys<>(config).of("explain", key)));
  }

  /** How the caches that were built work, in the order of their names. */
  public List<CacheConfig<?, ?>> configurations() {
    return caches.values().stream()
        .<CacheConfig<?, ?>>map(TieredCache::config)
        .sorted(Comparator.comparing(CacheConfig::name))
        .toList();
  }

  /** Whether the application cannot work while some of these caches is without Redis. */
  public boolean areRequired() {
    return caches.values().stream().anyMatch(cache -> cache.config().required());
  }

  /**
   * The names of the caches for which Redis forbids scripts, so that a load that was overtaken by a
   * put or a removal may store its value all the same; from memory.
   */
  public List<String> unfenced() {
    return caches.values().stream()
        .filter(cache -> !cache.isFenced())
        .map(TieredCache::name)
        .toList();
  }

  /**
   * Ends the threads of asynchronous loads, after at most {@code limit}, and gives back the leases
   * of loads that are still under way.
   */
  public void close(Duration limit) {
    environment.threads().close(limit);
    environment.background().close(limit);
    caches.values().forEach(TieredCache::close);
  }
}
