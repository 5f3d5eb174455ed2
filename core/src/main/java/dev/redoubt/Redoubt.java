// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import dev.redoubt.cache.Cache;
import dev.redoubt.cache.CacheConfig;
import dev.redoubt.cache.CacheConfigBuilder;
import dev.redoubt.cache.CacheListener;
import dev.redoubt.cache.Caches;
import dev.redoubt.cache.Explanation;
import dev.redoubt.cache.ValueType;
import dev.redoubt.client.ClientListener;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.health.EventLog;
import dev.redoubt.health.Health;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The entry point: one per application. It owns the protected client and the caches on it. Safe for
 * use by any number of threads.
 *
 * <pre>{@code
 * try (Redoubt redoubt = Redoubt.connect("redis://127.0.0.1")) {
 *   Cache<String, City> cities = redoubt.cache("cities", City.class, c -> c.ttl(ofHours(1)));
 *   City paris = cities.get("paris", database::findCity);
 * }
 * }</pre>
 */
public final class Redoubt implements AutoCloseable {
  private final ProtectedClient client;
  private final Caches caches;
  private final Health health;
  private final EventLog events = new EventLog();
  private final CacheProperties cacheProperties;
  private final Duration drainTimeout;

  private Redoubt(Builder builder) {
    this.health = new Health(builder.config);
    ClientListener own = health.clientListener();
    if (builder.logsEvents) {
      health.listen(events);
      own = ClientListener.both(own, events);
    }
    this.client =
        ProtectedClient.open(builder.config, ClientListener.both(builder.clientListener, own));
    this.cacheProperties = builder.config.caches;
    this.caches = Caches.on(
        client,
        builder.prefix,
        CacheListener.both(builder.cacheListener, health.cacheListener()),
        builder.executor);
    health.start(client, builder.prefix, caches::areRequired);
    this.drainTimeout = builder.config.drainTimeout();
  }

  /** Connects to the Redis of a URL, with the defaults of everything else; see {@link #connect}. */
  public static Redoubt connect(String url) {
    return connect(RedoubtConfig.of(url));
  }

  /**
   * Connects. Returns at once, whether Redis is there or not, unless the configuration says
   * {@code failFast}.
   */
  public static Redoubt connect(RedoubtConfig config) {
    return builder(config).connect();
  }

  /** Starts a connection with listeners, a prefix or an executor. */
  public static Builder builder(RedoubtConfig config) {
    return new Builder(config);
  }

  /** The protected client, for commands that are not a cache's. */
  public ProtectedClient client() {
    return client;
  }

  /** How Redis is, from memory. */
  public Health health() {
    return health;
  }

  /**
   * Builds a cache. Its options, or the properties of the configuration, must name a ttl:
   *
   * <pre>{@code
   * redoubt.cache("cities", City.class, c -> c.ttl(ofHours(1)));
   * redoubt.cache("orders", Order.class, c -> c.ttl(ofMinutes(5)).keys(Long.class, String::valueOf));
   * }</pre>
   *
   * @throws IllegalArgumentException if an option is refused, or there is a cache of that name
   */
  public <K, V> Cache<K, V> cache(
      String name,
      Class<V> type,
      Function<CacheConfigBuilder<String, V>, CacheConfigBuilder<K, V>> options) {
    return cache(name, ValueType.of(type), options);
  }

  /** As the other, for values of a type that a class does not say in full. */
  public <K, V> Cache<K, V> cache(
      String name,
      ValueType<V> type,
      Function<CacheConfigBuilder<String, V>, CacheConfigBuilder<K, V>> options) {
    return caches.build(name, type, cacheProperties.around(name, options));
  }

  /**
   * The cache that was built under a name, with keys of type {@code String}.
   *
   * @throws IllegalArgumentException if there is none, or its values are of another type
   */
  public <V> Cache<String, V> cache(String name, Class<V> type) {
    return caches.find(name, ValueType.of(type));
  }

  /** How the caches that were built work, in the order of their names. */
  public List<CacheConfig<?, ?>> caches() {
    return caches.configurations();
  }

  /**
   * Explains a key of a cache, by its text, also of one that other programs have built; see
   * {@link Caches#explain}.
   */
  public Explanation explain(String cache, String key) {
    return caches.explain(cache, key);
  }

  /**
   * Waits for loads and calls in flight, each up to the configured drain time, then closes
   * everything. Does nothing the second time.
   */
  @Override
  public void close() {
    events.end();
    health.close();
    caches.close(drainTimeout);
    client.close();
  }

  /** What a {@link Redoubt} is made of besides its configuration. Not thread-safe. */
  public static final class Builder {
    private final RedoubtConfig config;
    private ClientListener clientListener = ClientListener.NONE;
    private CacheListener cacheListener = CacheListener.NONE;
    private String prefix = "redoubt";
    private boolean logsEvents = true;
    private @Nullable Executor executor;

    private Builder(RedoubtConfig config) {
      this.config = Objects.requireNonNull(config, "config");
    }

    /** Adds a listener to the client. */
    public Builder listener(ClientListener listener) {
      clientListener = ClientListener.both(clientListener, listener);
      return this;
    }

    /** Adds a listener to all caches. */
    public Builder listener(CacheListener listener) {
      cacheListener = CacheListener.both(cacheListener, listener);
      return this;
    }

    /**
     * Whether lost connections, breakers, failovers and changes of health are logged, by the logger
     * {@code dev.redoubt.events}; on unless switched off.
     */
    public Builder logEvents(boolean value) {
      logsEvents = value;
      return this;
    }

    /** What the keys of all caches begin with; {@code redoubt} by default. */
    public Builder prefix(String text) {
      prefix = text;
      return this;
    }

    /**
     * Where loads of asynchronous views run; it remains the caller's to close. By default virtual
     * threads where the JVM has them, else a pool of 32 threads.
     */
    public Builder executor(Executor threads) {
      executor = threads;
      return this;
    }

    /** Connects; see {@link Redoubt#connect(RedoubtConfig)}. */
    public Redoubt connect() {
      return new Redoubt(this);
    }
  }
}
