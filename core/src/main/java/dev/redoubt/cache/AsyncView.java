// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.RedoubtException;
import dev.redoubt.cache.TieredCache.WriteEvent;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The cache without waiting. Every stage is the caller's own: cancelling it cancels nobody else's
 * read or load.
 */
final class AsyncView<K, V> implements AsyncCache<K, V> {
  private final String cache;
  private final Engine<K, V> engine;
  private final Events events;
  private final Loads<K, V> loads;
  private final BulkReads<K, V> bulk;
  private final Writes<K, V> writes;
  private final Explainer explainer;

  AsyncView(
      String cache,
      Engine<K, V> engine,
      Loads<K, V> loads,
      BulkReads<K, V> bulk,
      Writes<K, V> writes,
      Explainer explainer) {
    this.cache = cache;
    this.engine = engine;
    this.events = engine.events();
    this.loads = loads;
    this.bulk = bulk;
    this.writes = writes;
    this.explainer = explainer;
  }

  @Override
  public CompletionStage<Optional<V>> get(K given) {
    return own(() -> {
      Key<K> key = engine.keys().of("get", given);
      long start = events.now();
      Flight<V> flight = engine.flights().find(key.text());
      if (flight == null || flight.landed() == null) {
        return lookOnly(key, start);
      }
      return loads.joinAsync(flight, Lookup.unknown(), start).thenCompose(landing -> {
        if (landing.value() == null) {
          return lookOnly(key, start);
        }
        events.get(Tier.FLIGHT, ReadOutcome.HIT, start);
        return CompletableFuture.completedFuture(Optional.of(landing.value()));
      });
    });
  }

  private CompletableFuture<Optional<V>> lookOnly(Key<K> key, long start) {
    return look(key, start).thenApply(found -> Optional.ofNullable(found.value()));
  }

  @Override
  public CompletionStage<@Nullable V> get(K given, Loader<? super K, V> loader) {
    return get(given, (ContextLoader<? super K, V>) loader);
  }

  @Override
  public CompletionStage<@Nullable V> get(K given, ContextLoader<? super K, V> loader) {
    return own(() -> {
      Key<K> key = engine.keys().of("get", given);
      long start = events.now();
      Flight<V> flight = engine.flights().find(key.text());
      return flight == null || flight.isRefresh()
          ? lookOrLoad(key, loader, start)
          : joinOrLoad(flight, key, loader, start);
    });
  }

  private CompletableFuture<@Nullable V> joinOrLoad(
      Flight<V> flight, Key<K> key, ContextLoader<? super K, V> loader, long start) {
    Lookup<V> nothing = Lookup.unknown();
    return loads.joinAsync(flight, nothing, start).thenCompose(landing -> {
      if (landing.isGoneFor(nothing)) {
        return lookOrLoad(key, loader, start);
      }
      events.get(Tier.FLIGHT, landing.outcome(), start);
      return CompletableFuture.completedFuture(
          loads.conclude(landing, key, nothing, loader, start));
    });
  }

  private CompletableFuture<@Nullable V> lookOrLoad(
      Key<K> key, ContextLoader<? super K, V> loader, long start) {
    return look(key, start).exceptionally(failure -> goOn(key, failure)).thenCompose(found -> {
      if (found.isDue()) {
        loads.refresh(key, found, loader);
      }
      return found.isAnswer()
          ? CompletableFuture.completedFuture(found.value())
          : loads.loadAsync(key, found, loader, start);
    });
  }

  private CompletableFuture<Lookup<V>> look(Key<K> key, long start) {
    return engine.remote().getAsync(key).whenComplete((found, failure) -> {
      if (failure != null) {
        events.get(Tier.REMOTE, ReadOutcome.FAILED, start);
      } else {
        events.get(Tier.REMOTE, found.outcome(), start);
      }
    });
  }

  private Lookup<V> goOn(Key<K> key, Throwable failure) {
    RedoubtException cause = Failures.of(failure);
    if (!Failures.isOutage(cause)) {
      throw cause;
    }
    events.fallback(1, cause);
    return engine.remote().remembered(key);
  }

  @Override
  public CompletionStage<Void> put(K key, V value) {
    return put(key, value, PutOptions.NONE);
  }

  @Override
  public CompletionStage<Void> put(K key, V value, Duration ttl) {
    return put(key, value, PutOptions.NONE.ttl(ttl));
  }

  @Override
  public CompletionStage<Void> put(K key, V value, PutOptions options) {
    return send(() -> writes.sendAsync(writes.put(key, value, options)), events::put);
  }

  @Override
  public CompletionStage<Void> remove(K key) {
    return send(() -> writes.sendAsync(writes.remove(key)), events::remove);
  }

  @Override
  public CompletionStage<Void> removeTag(String tag) {
    return send(() -> writes.removeTag(tag), events::removeTag);
  }

  @Override
  public CompletionStage<Void> clear() {
    return send(writes::clear, events::clear);
  }

  @Override
  public CompletionStage<Void> expire(K key) {
    return send(() -> writes.sendAsync(writes.expire(key)), events::expire);
  }

  private CompletionStage<Void> send(Supplier<CompletableFuture<Void>> write, WriteEvent event) {
    long start = events.now();
    return own(() -> attempt(write)
        .whenComplete((done, failure) ->
            event.happened(failure == null ? WriteOutcome.SUCCESS : WriteOutcome.FAILED, start)));
  }

  private CompletableFuture<Void> attempt(Supplier<CompletableFuture<Void>> write) {
    try {
      return write.get();
    } catch (RedoubtException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public CompletionStage<BulkResult<K, V>> getAll(Collection<? extends K> keys) {
    return own(() -> bulk.getAllAsync(keys));
  }

  @Override
  public CompletionStage<BulkResult<K, V>> getAll(
      Collection<? extends K> keys, BulkLoader<K, V> loader) {
    return own(() -> bulk.getAllAsync(keys, loader));
  }

  @Override
  public CompletionStage<BulkWrite<K>> putAll(Map<? extends K, ? extends V> values) {
    return putAll(values, PutOptions.NONE);
  }

  @Override
  public CompletionStage<BulkWrite<K>> putAll(
      Map<? extends K, ? extends V> values, PutOptions options) {
    long start = events.now();
    return own(() -> writes.sendAllAsync(writes.putAll(values, options)).thenApply(result -> {
      events.putAll(result.written(), result.failures().size(), start);
      return result;
    }));
  }

  @Override
  public CompletionStage<BulkWrite<K>> removeAll(Collection<? extends K> keys) {
    long start = events.now();
    return own(() -> writes.sendAllAsync(writes.removeAll(keys)).thenApply(result -> {
      events.removeAll(result.written(), result.failures().size(), start);
      return result;
    }));
  }

  @Override
  public CompletionStage<Explanation> explain(K given) {
    return own(() -> explainer.explain(engine.keys().of("explain", given)));
  }

  /** A stage of the caller's own, whose failure is the exception itself, with the cache's name. */
  private <T> CompletableFuture<T> own(Supplier<CompletableFuture<T>> call) {
    CompletableFuture<T> own = new CompletableFuture<>();
    try {
      call.get().whenComplete((result, failure) -> {
        if (failure == null) {
          own.complete(result);
        } else {
          own.completeExceptionally(named(failure));
        }
      });
    } catch (RedoubtException e) {
      own.completeExceptionally(e.inCache(cache));
    }
    return own;
  }

  private Throwable named(Throwable failure) {
    Throwable cause = Failures.unwrapped(failure);
    return cause instanceof RedoubtException ours ? ours.inCache(cache) : cause;
  }
}
