// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.FailureContext;
import dev.redoubt.RedoubtException;
import dev.redoubt.ValidationException;
import dev.redoubt.client.BulkReply;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Explicit writes. They are strict: what Redis did not acknowledge is an exception.
 *
 * <p>A flight of the key is detached before the write, since a read that begins after it must not
 * get what was loaded before; and again after it, for flights that began meanwhile.
 */
final class Writes<K, V> {
  private final CacheConfig<K, V> config;
  private final ProtectedClient client;
  private final Entries<V> entries;
  private final Keys<K> keys;
  private final Flights<V> flights;
  private final Fence fence;

  Writes(
      CacheConfig<K, V> config,
      ProtectedClient client,
      Entries<V> entries,
      Fence fence,
      Engine<K, V> engine) {
    this.fence = fence;
    this.config = config;
    this.client = client;
    this.entries = entries;
    this.keys = engine.keys();
    this.flights = engine.flights();
  }

  /** The write that puts a value for the cache's own ttl. */
  Write<K> put(K given, V value) {
    return put(keys.of("put", given), value, config.freshness().ttl());
  }

  /** The write that puts a value for its own ttl. */
  Write<K> put(K given, V value, Duration ttl) {
    String problem = CacheConfig.ttlProblem("ttl", ttl);
    if (problem != null) {
      throw new ValidationException(problem, FailureContext.of("put", config.name()), null);
    }
    return put(keys.of("put", given), value, ttl);
  }

  private Write<K> put(Key<K> key, V value, Duration ttl) {
    return Write.put(key, entries.put(key, Objects.requireNonNull(value, "value"), ttl));
  }

  /** The write that removes a key. */
  Write<K> remove(K given) {
    return Write.remove(keys.of("remove", given));
  }

  /** The write that makes a key stale, or removes it where no stale copies are kept. */
  Write<K> expire(K given) {
    Key<K> key = keys.of("expire", given);
    long staleMillis = config.freshness().staleFor().toMillis();
    return staleMillis > 0 && fence.mayTry() ? Write.expire(key, staleMillis) : Write.remove(key);
  }

  /** Sends a write; throws what the client throws. */
  void send(Write<K> write) {
    flights.detach(write.key().text());
    try {
      client.execute(write.request());
    } catch (RedoubtException e) {
      if (write.unscripted() == null || !fence.forbids(e)) {
        throw e;
      }
      client.execute(write.unscripted());
    } finally {
      flights.detach(write.key().text());
    }
  }

  CompletableFuture<Void> sendAsync(Write<K> write) {
    flights.detach(write.key().text());
    return executeAsync(write).handle((ok, failure) -> {
      flights.detach(write.key().text());
      if (failure != null) {
        throw Failures.of(failure);
      }
      return null;
    });
  }

  private CompletableFuture<@Nullable Boolean> executeAsync(Write<K> write) {
    Request<Boolean> unscripted = write.unscripted();
    CompletableFuture<@Nullable Boolean> written = client.executeAsync(write.request());
    return unscripted == null
        ? written
        : written.exceptionallyCompose(failure -> fence.forbids(Failures.of(failure))
            ? client.executeAsync(unscripted)
            : CompletableFuture.failedFuture(failure));
  }

  /** The writes that put values; those that cannot be encoded are failures already. */
  Batch<K> putAll(Map<? extends K, ? extends V> values) {
    Batch<K> batch = new Batch<>();
    values.forEach((given, value) -> {
      Key<K> key = keys.of("putAll", given);
      try {
        batch.writes.put(key.text(), put(key, value, config.freshness().ttl()));
      } catch (RedoubtException e) {
        batch.failures.put(given, e.inCache(config.name()));
      }
    });
    return batch;
  }

  /** The writes that remove keys. */
  Batch<K> removeAll(Collection<? extends K> given) {
    Batch<K> batch = new Batch<>();
    keys.ofAll("removeAll", given).forEach(key -> batch.writes.put(key.text(), Write.remove(key)));
    return batch;
  }

  BulkWrite<K> sendAll(Batch<K> batch) {
    List<Write<K>> writes = batch.list();
    detach(writes);
    return finish(
        batch, writes, client.executeAll(writes.stream().map(Write::request).toList()));
  }

  CompletableFuture<BulkWrite<K>> sendAllAsync(Batch<K> batch) {
    List<Write<K>> writes = batch.list();
    detach(writes);
    return client
        .executeAllAsync(writes.stream().map(Write::request).toList())
        .thenApply(replies -> finish(batch, writes, replies));
  }

  private BulkWrite<K> finish(Batch<K> batch, List<Write<K>> writes, BulkReply<Boolean> replies) {
    detach(writes);
    int written = 0;
    for (int i = 0; i < writes.size(); i++) {
      RedoubtException failure = replies.failure(i);
      if (failure == null) {
        written++;
      } else {
        batch.failures.put(writes.get(i).key().given(), failure.inCache(config.name()));
      }
    }
    return new BulkWrite<>(written, batch.failures);
  }

  private void detach(List<Write<K>> writes) {
    writes.forEach(write -> flights.detach(write.key().text()));
  }

  /** The writes of one bulk call, each key once (the last value counts), and what failed. */
  static final class Batch<K> {
    private final Map<String, Write<K>> writes = new LinkedHashMap<>();
    private final Map<K, RedoubtException> failures = new LinkedHashMap<>();

    List<Write<K>> list() {
      return new ArrayList<>(writes.values());
    }
  }
}
