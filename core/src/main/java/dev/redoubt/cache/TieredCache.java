// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.RedoubtException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The cache: flight → remote tier → lease → loader → fill. */
final class TieredCache<K, V> implements Cache<K, V> {
  private final CacheConfig<K, V> config;
  private final Engine<K, V> engine;
  private final Events events;
  private final Fence fence;
  private final Loads<K, V> loads;
  private final BulkReads<K, V> bulk;
  private final Writes<K, V> writes;
  private final Explainer explainer;
  private final AsyncCache<K, V> async;

  TieredCache(CacheConfig<K, V> config, Environment environment) {
    this.config = config;
    this.events =
        new Events(config.name(), config.listener().forCache(config.name()), environment.ticker());
    Entries<V> entries = new Entries<>(config, environment.clock(), environment.random());
    this.fence = new Fence(events);
    this.engine = Engine.of(config, entries, events, fence, environment);
    this.loads = new Loads<>(engine);
    this.bulk = new BulkReads<>(config.name(), engine, loads);
    this.writes = new Writes<>(config, environment.client(), entries, fence, engine);
    this.explainer = new Explainer(
        config.name(),
        environment.client(),
        engine.validity().epochs().keys(),
        environment.clock(),
        new CacheInsight<>(engine, entries));
    this.async = new AsyncView<>(config.name(), engine, loads, bulk, writes, explainer);
  }

  @Override
  public String name() {
    return config.name();
  }

  CacheConfig<K, V> config() {
    return config;
  }

  @Override
  public Optional<V> get(K given) {
    Key<K> key = engine.keys().of("get", given);
    long start = events.now();
    Flight<V> flight = engine.flights().find(key.text());
    if (flight != null && flight.landed() != null) {
      Landing<V> landing = loads.join(flight, Lookup.unknown(), start);
      if (landing.value() != null) {
        events.get(Tier.FLIGHT, ReadOutcome.HIT, start);
        return Optional.of(landing.value());
      }
    }
    try {
      return Optional.ofNullable(look(key, start).value());
    } catch (RedoubtException e) {
      throw e.inCache(name());
    }
  }

  @Override
  public @Nullable V get(K given, Loader<? super K, V> loader) {
    return get(given, (ContextLoader<? super K, V>) loader);
  }

  @Override
  public @Nullable V get(K given, ContextLoader<? super K, V> loader) {
    Key<K> key = engine.keys().of("get", given);
    long start = events.now();
    Flight<V> flight = engine.flights().find(key.text());
    // While a copy is refreshed, Redis has an answer for those who do not want to wait.
    if (flight != null && !flight.isRefresh()) {
      Lookup<V> nothing = Lookup.unknown();
      Landing<V> landing = loads.join(flight, nothing, start);
      if (!landing.isGoneFor(nothing)) {
        events.get(Tier.FLIGHT, landing.outcome(), start);
        return loads.conclude(landing, key, nothing, loader, start);
      }
    }
    Lookup<V> found = lookOrGoOn(key, start);
    if (found.isDue()) {
      loads.refresh(key, found, loader);
    }
    return found.isAnswer() ? found.value() : loads.load(key, found, loader, start);
  }

  private Lookup<V> lookOrGoOn(Key<K> key, long start) {
    try {
      return look(key, start);
    } catch (RedoubtException e) {
      if (!Failures.isOutage(e)) {
        throw e.inCache(name());
      }
      events.fallback(1, e);
      return engine.remote().remembered(key);
    }
  }

  private Lookup<V> look(Key<K> key, long start) {
    try {
      Lookup<V> found = engine.remote().get(key);
      events.get(Tier.REMOTE, found.outcome(), start);
      return found;
    } catch (RedoubtException e) {
      events.get(Tier.REMOTE, ReadOutcome.FAILED, start);
      throw e;
    }
  }

  @Override
  public void put(K key, V value) {
    put(key, value, PutOptions.NONE);
  }

  @Override
  public void put(K key, V value, Duration ttl) {
    put(key, value, PutOptions.NONE.ttl(ttl));
  }

  @Override
  public void put(K key, V value, PutOptions options) {
    send(() -> writes.put(key, value, options), events::put);
  }

  @Override
  public void remove(K key) {
    send(() -> writes.remove(key), events::remove);
  }

  @Override
  public void expire(K key) {
    send(() -> writes.expire(key), events::expire);
  }

  @Override
  public void removeTag(String tag) {
    await(() -> writes.removeTag(tag), events::removeTag);
  }

  @Override
  public void clear() {
    await(writes::clear, events::clear);
  }

  private void await(Supplier<CompletableFuture<Void>> removal, WriteEvent event) {
    long start = events.now();
    try {
      Futures.await(removal.get());
      event.happened(WriteOutcome.SUCCESS, start);
    } catch (RedoubtException e) {
      event.happened(WriteOutcome.FAILED, start);
      throw e.inCache(name());
    }
  }

  private void send(Supplier<Write<K>> write, WriteEvent event) {
    long start = events.now();
    try {
      writes.send(write.get());
      event.happened(WriteOutcome.SUCCESS, start);
    } catch (RedoubtException e) {
      event.happened(WriteOutcome.FAILED, start);
      throw e.inCache(name());
    }
  }

  @Override
  public BulkResult<K, V> getAll(Collection<? extends K> keys) {
    return inCache(() -> bulk.getAll(keys));
  }

  @Override
  public BulkResult<K, V> getAll(Collection<? extends K> keys, BulkLoader<K, V> loader) {
    return inCache(() -> bulk.getAll(keys, loader));
  }

  @Override
  public BulkWrite<K> putAll(Map<? extends K, ? extends V> values) {
    return putAll(values, PutOptions.NONE);
  }

  @Override
  public BulkWrite<K> putAll(Map<? extends K, ? extends V> values, PutOptions options) {
    long start = events.now();
    BulkWrite<K> result = inCache(() -> writes.sendAll(writes.putAll(values, options)));
    events.putAll(result.written(), result.failures().size(), start);
    return result;
  }

  @Override
  public BulkWrite<K> removeAll(Collection<? extends K> keys) {
    long start = events.now();
    BulkWrite<K> result = inCache(() -> writes.sendAll(writes.removeAll(keys)));
    events.removeAll(result.written(), result.failures().size(), start);
    return result;
  }

  private <T> T inCache(Supplier<T> call) {
    try {
      return call.get();
    } catch (RedoubtException e) {
      throw e.inCache(name());
    }
  }

  @Override
  public Explanation explain(K key) {
    return Futures.await(explainer.explain(engine.keys().of("explain", key)));
  }

  /** As {@link #explain}, for a key that is known by its text only. */
  Explanation explainText(String key) {
    return Futures.await(explainer.explain(engine.keys().ofText("explain", key)));
  }

  @Override
  public AsyncCache<K, V> async() {
    return async;
  }

  /** Gives back the leases of loads that are still under way, and says what was not removed. */
  void close() {
    engine.ends().releaseAll();
    engine.validity().removals().close();
  }

  /** Whether Redis lets us refuse fills that come too late. */
  boolean isFenced() {
    return fence.stands();
  }

  /** The name and how values become bytes; never what is cached. */
  @Override
  public String toString() {
    return "Cache[" + name() + ", " + config.codec().id() + ", ttl="
        + config.freshness().ttl() + "]";
  }

  /** The event of a write that ended. */
  @FunctionalInterface
  interface WriteEvent {
    void happened(WriteOutcome outcome, long start);
  }
}
