// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A view of a {@link Cache} that does not wait. Its operations mean the same; what those throw, the
 * stages complete with. Loaders run on the executor of {@link dev.redoubt.Redoubt}, by default on
 * threads of its own.
 *
 * <p>Stages complete on the client's event loops or on the loader's thread: continue with the
 * {@code …Async} methods of {@link CompletionStage} before doing anything that blocks.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public interface AsyncCache<K, V> {
  /** As {@link Cache#get(Object)}. */
  CompletionStage<Optional<V>> get(K key);

  /** As {@link Cache#get(Object, Loader)}; a thread that waits for another JVM's load is ours. */
  CompletionStage<@Nullable V> get(K key, Loader<? super K, V> loader);

  /** As {@link Cache#get(Object, ContextLoader)}. */
  CompletionStage<@Nullable V> get(K key, ContextLoader<? super K, V> loader);

  /** As {@link Cache#put(Object, Object)}. */
  CompletionStage<Void> put(K key, V value);

  /** As {@link Cache#put(Object, Object, Duration)}. */
  CompletionStage<Void> put(K key, V value, Duration ttl);

  /** As {@link Cache#put(Object, Object, PutOptions)}. */
  CompletionStage<Void> put(K key, V value, PutOptions options);

  /** As {@link Cache#remove(Object)}. */
  CompletionStage<Void> remove(K key);

  /** As {@link Cache#removeTag(String)}. */
  CompletionStage<Void> removeTag(String tag);

  /** As {@link Cache#clear()}. */
  CompletionStage<Void> clear();

  /** As {@link Cache#expire(Object)}. */
  CompletionStage<Void> expire(K key);

  /** As {@link Cache#getAll(Collection)}. */
  CompletionStage<BulkResult<K, V>> getAll(Collection<? extends K> keys);

  /** As {@link Cache#getAll(Collection, BulkLoader)}. */
  CompletionStage<BulkResult<K, V>> getAll(Collection<? extends K> keys, BulkLoader<K, V> loader);

  /** As {@link Cache#putAll(Map)}. */
  CompletionStage<BulkWrite<K>> putAll(Map<? extends K, ? extends V> values);

  /** As {@link Cache#putAll(Map, PutOptions)}. */
  CompletionStage<BulkWrite<K>> putAll(Map<? extends K, ? extends V> values, PutOptions options);

  /** As {@link Cache#removeAll(Collection)}. */
  CompletionStage<BulkWrite<K>> removeAll(Collection<? extends K> keys);

  /** As {@link Cache#explain(Object)}. */
  CompletionStage<Explanation> explain(K key);
}
