// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.RedoubtException;
import dev.redoubt.client.BulkReply;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads of several keys: one write per node, and one call of the loader for what is missing. */
final class BulkReads<K, V> {
  private final String cache;
  private final Engine<K, V> engine;
  private final BulkLoads<K, V> loads;

  BulkReads(String cache, Engine<K, V> engine, Loads<K, V> loads) {
    this.cache = cache;
    this.engine = engine;
    this.loads = new BulkLoads<>(engine, loads);
  }

  BulkResult<K, V> getAll(Collection<? extends K> given) {
    return look(given).result();
  }

  BulkResult<K, V> getAll(Collection<? extends K> given, BulkLoader<K, V> loader) {
    Gathering<K, V> gathering = look(given);
    prepare(gathering, loader);
    if (patience(gathering) == Flights.FOR_EVER) {
      return loads.load(gathering, loader);
    }
    try {
      return loadElsewhere(gathering, loader).get();
    } catch (InterruptedException e) {
      throw engine.loaders().interrupted(e);
    } catch (ExecutionException e) {
      throw Failures.rethrown(e);
    }
  }

  CompletableFuture<BulkResult<K, V>> getAllAsync(Collection<? extends K> given) {
    return lookAsync(given).thenApply(Gathering::result);
  }

  CompletableFuture<BulkResult<K, V>> getAllAsync(
      Collection<? extends K> given, BulkLoader<K, V> loader) {
    return lookAsync(given).thenCompose(gathering -> {
      prepare(gathering, loader);
      return loadElsewhere(gathering, loader);
    });
  }

  /** Leaves open only what is to be loaded now. */
  private void prepare(Gathering<K, V> gathering, BulkLoader<K, V> loader) {
    goOnWithoutRedis(gathering);
    for (Key<K> key : gathering.openKeys()) {
      Lookup<V> found = gathering.found(key);
      if (engine.rules().isThrottled(key, found)) {
        gathering.close(key, engine.rules().serve(found, StaleReason.THROTTLED));
      }
    }
    Gathering<K, V> due = gathering.due();
    if (!due.openKeys().isEmpty()) {
      engine.threads().run(() -> {
        loads.refresh(due, loader);
        return CompletableFuture.completedFuture(null);
      });
    }
  }

  /** One load answers for all: as long as the least patient of those without a copy waits. */
  private long patience(Gathering<K, V> gathering) {
    return gathering.openKeys().stream()
        .mapToLong(key -> engine.rules().patience(gathering.found(key)))
        .max()
        .orElse(Flights.FOR_EVER);
  }

  /** Loads on the executor, for a caller who may not wait until it is done. */
  private CompletableFuture<BulkResult<K, V>> loadElsewhere(
      Gathering<K, V> gathering, BulkLoader<K, V> loader) {
    if (gathering.openKeys().isEmpty()) {
      return CompletableFuture.completedFuture(gathering.result());
    }
    long patience = patience(gathering);
    Gathering<K, V> soFar = gathering.copy();
    CompletableFuture<@Nullable BulkResult<K, V>> load = engine
        .threads()
        .run(() -> CompletableFuture.completedFuture(loads.load(gathering, loader)));
    if (patience == Flights.FOR_EVER) {
      return load.thenApply(Objects::requireNonNull);
    }
    long left = Math.max(patience - (engine.events().now() - gathering.asked()), 0);
    return load.completeOnTimeout(null, left, TimeUnit.NANOSECONDS)
        .thenApply(result -> result == null ? late(soFar) : result);
  }

  /** What those are answered whose patience has ended. */
  private BulkResult<K, V> late(Gathering<K, V> soFar) {
    for (Key<K> key : soFar.openKeys()) {
      Lookup<V> found = soFar.found(key);
      if (found.isStale()) {
        soFar.close(key, engine.rules().serve(found, StaleReason.SLOW_LOAD));
      } else {
        soFar.fail(key, engine.loaders().late(soFar.asked()));
      }
    }
    return soFar.result();
  }

  /** Answers what can be answered without a loader. */
  private Gathering<K, V> look(Collection<? extends K> given) {
    Gathering<K, V> gathering = begin(given);
    List<Key<K>> asked = gathering.openKeys();
    return asked.isEmpty() ? gathering : take(gathering, asked, engine.remote().getAll(asked));
  }

  private CompletableFuture<Gathering<K, V>> lookAsync(Collection<? extends K> given) {
    Gathering<K, V> gathering = begin(given);
    List<Key<K>> asked = gathering.openKeys();
    return asked.isEmpty()
        ? CompletableFuture.completedFuture(gathering)
        : engine.remote().getAllAsync(asked).thenApply(replies -> take(gathering, asked, replies));
  }

  private Gathering<K, V> begin(Collection<? extends K> given) {
    return new Gathering<>(engine.keys().ofAll("getAll", given), engine.events().now());
  }

  private Gathering<K, V> take(
      Gathering<K, V> gathering, List<Key<K>> asked, BulkReply<byte[]> replies) {
    for (int i = 0; i < asked.size(); i++) {
      Key<K> key = asked.get(i);
      try {
        Lookup<V> found = engine.remote().read(key, replies, i);
        gathering.find(key, found);
      } catch (RedoubtException e) {
        gathering.fail(key, e.inCache(cache));
      }
    }
    int failed = gathering.failures().size();
    int misses = asked.size() - gathering.hits() - failed;
    engine.events().getAll(gathering.hits(), misses, failed, gathering.asked());
    return gathering;
  }

  private void goOnWithoutRedis(Gathering<K, V> gathering) {
    if (gathering.failures().isEmpty()) {
      return;
    }
    RedoubtException first = null;
    for (RedoubtException failure : gathering.failures().values()) {
      if (!Failures.isOutage(failure)) {
        throw failure;
      }
      first = failure;
    }
    if (first != null) {
      engine.events().fallback(gathering.failures().size(), first);
    }
    gathering.reopenFailures();
  }
}
