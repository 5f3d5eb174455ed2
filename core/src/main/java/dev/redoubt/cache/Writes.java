// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.FailureContext;
import dev.redoubt.RedoubtException;
import dev.redoubt.ValidationException;
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
 * Explicit writes. They are strict: what Redis did not acknowledge is an exception. And what Redis
 * holds under the key then is not served any more: its removal goes to the outbox.
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
  private final Tags tags;
  private final Validity validity;
  private final Puts<K> puts;

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
    this.tags = new Tags(config.name());
    this.validity = engine.validity();
    this.puts = new Puts<>(client, validity.stamps(), validity.removals());
  }

  /** The write that puts a value. */
  Write<K> put(K given, V value, PutOptions options) {
    return put("put", given, value, options);
  }

  private Write<K> put(String operation, K given, V value, PutOptions options) {
    Key<K> key = keys.of(operation, given);
    Duration own = options.ttl();
    Duration ttl = own == null ? config.freshness().ttl() : own;
    String problem = CacheConfig.ttlProblem("ttl", ttl);
    if (problem != null) {
      throw new ValidationException(problem, FailureContext.of(operation, config.name()), null);
    }
    int group = validity.epochs().keys().group(key.bytes());
    long[] named = tags.fingerprints(operation, options.tags());
    Stamp stamp = validity.stamps().remembered(group, named);
    Packet entry = entries.put(key, Objects.requireNonNull(value, "value"), ttl, stamp);
    return Write.put(key, new Write.Put(group, entry, stamp));
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
    detach(write);
    try {
      sendOnce(write);
    } catch (RedoubtException e) {
      validity.removals().failed(write.key(), e);
      throw e;
    } finally {
      detach(write);
    }
  }

  private void sendOnce(Write<K> write) {
    if (write.isPut()) {
      puts.send(write);
      return;
    }
    try {
      client.execute(write.request());
    } catch (RedoubtException e) {
      if (write.unscripted() == null || !fence.forbids(e)) {
        throw e;
      }
      client.execute(write.unscripted());
    }
  }

  CompletableFuture<Void> sendAsync(Write<K> write) {
    detach(write);
    CompletableFuture<?> sent = write.isPut() ? puts.sendAsync(write) : executeAsync(write);
    return sent.handle((ok, failure) -> {
      detach(write);
      if (failure != null) {
        RedoubtException thrown = Failures.of(failure);
        validity.removals().failed(write.key(), thrown);
        throw thrown;
      }
      return null;
    });
  }

  /** Removes everything; fails as the client does. */
  CompletableFuture<Void> clear() {
    detachAll();
    return validity.removals().clear().whenComplete((done, failure) -> detachAll());
  }

  /** Removes what has a tag; fails as the client does. */
  CompletableFuture<Void> removeTag(String tag) {
    long fingerprint = tags.fingerprint("removeTag", tag);
    detachAll();
    return validity.removals().removeTag(fingerprint).whenComplete((done, failure) -> detachAll());
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
  Batch<K> putAll(Map<? extends K, ? extends V> values, PutOptions options) {
    Batch<K> batch = new Batch<>();
    values.forEach((given, value) -> {
      Key<K> key = keys.of("putAll", given);
      try {
        batch.writes.put(key.text(), put("putAll", given, value, options));
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
    return Futures.await(sendAllAsync(batch));
  }

  CompletableFuture<BulkWrite<K>> sendAllAsync(Batch<K> batch) {
    List<Write<K>> writes = batch.list();
    detach(writes);
    return puts.sendAll(writes).thenApply(failures -> finish(batch, writes, failures));
  }

  private BulkWrite<K> finish(
      Batch<K> batch, List<Write<K>> writes, List<@Nullable RedoubtException> failures) {
    detach(writes);
    int written = 0;
    for (int i = 0; i < writes.size(); i++) {
      RedoubtException failure = failures.get(i);
      if (failure == null) {
        written++;
      } else {
        validity.removals().failed(writes.get(i).key(), failure);
        batch.failures.put(writes.get(i).key().given(), failure.inCache(config.name()));
      }
    }
    return new BulkWrite<>(written, batch.failures);
  }

  private void detach(Write<K> write) {
    flights.detach(write.key().text());
    validity.copies().remove(write.key().text());
  }

  private void detachAll() {
    flights.detachAll();
    validity.copies().clear();
  }

  private void detach(List<Write<K>> writes) {
    writes.forEach(this::detach);
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
