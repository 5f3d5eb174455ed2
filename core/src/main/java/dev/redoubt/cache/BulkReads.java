// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.RedoubtException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

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
    goOnWithoutRedis(gathering);
    return loads.load(gathering, loader);
  }

  CompletableFuture<BulkResult<K, V>> getAllAsync(Collection<? extends K> given) {
    return lookAsync(given).thenApply(Gathering::result);
  }

  CompletableFuture<BulkResult<K, V>> getAllAsync(
      Collection<? extends K> given, BulkLoader<K, V> loader) {
    return lookAsync(given).thenCompose(gathering -> {
      goOnWithoutRedis(gathering);
      return gathering.openKeys().isEmpty()
          ? CompletableFuture.completedFuture(gathering.result())
          : engine
              .threads()
              .run(() -> CompletableFuture.completedFuture(loads.load(gathering, loader)));
    });
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
      Gathering<K, V> gathering, List<Key<K>> asked, BulkLookup<V> replies) {
    for (int i = 0; i < asked.size(); i++) {
      Key<K> key = asked.get(i);
      try {
        Lookup<V> found = replies.at(i);
        if (found.value() == null) {
          gathering.miss(key, found);
        } else {
          gathering.close(key, found.value());
        }
      } catch (RedoubtException e) {
        gathering.fail(key, e.inCache(cache));
      }
    }
    int misses = gathering.openKeys().size();
    int failed = gathering.failures().size();
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
