// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.LoadException;
import dev.redoubt.RedoubtException;
import dev.redoubt.ValidationException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cache of values in Redis, under keys of the form {@code prefix:cache:key}. Safe for use by any
 * number of threads.
 *
 * <p>Reads with a loader answer also while Redis is away: the loader is asked then. All other
 * operations are strict: if Redis cannot be asked they throw a {@link RedoubtException}, which says
 * why. Every operation throws {@link ValidationException} for a key that is empty, too long, or
 * holds control characters.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public interface Cache<K, V> {
  /** The cache's name. */
  String name();

  /** The value of a key, if there is a fresh one in Redis. */
  Optional<V> get(K key);

  /**
   * The value of a key: from Redis, or else from the loader, which runs on this thread (unless the
   * cache has a soft or hard timeout). Callers that ask for the same key meanwhile, in this JVM or
   * another one, wait for it instead of calling theirs. The value is returned at once and stored in
   * the background, unless the key was put or removed since the load began, by anyone.
   *
   * <p>If the cache keeps stale copies and finds one, it is loaded again, and is the answer if that
   * fails or takes too long.
   *
   * @return the value, or null if the origin has none: the loader returned null, or did so within
   *     the cache's negative ttl
   * @throws LoadException if the loader throws (the cause is what was thrown), or takes longer than
   *     the hard timeout
   */
  @Nullable V get(K key, Loader<? super K, V> loader);

  /**
   * As the other, with a loader that knows the stale copy, and decides what becomes of its value.
   */
  @Nullable V get(K key, ContextLoader<? super K, V> loader);

  /**
   * Stores a value for the cache's ttl.
   *
   * @throws RedoubtException if Redis did not acknowledge it;
   *     {@link RedoubtException#mayHaveExecuted} tells whether it may be stored all the same
   */
  void put(K key, V value);

  /**
   * Stores a value for its own ttl, which the cache's jitter also varies; throws as {@link #put}.
   */
  void put(K key, V value, Duration ttl);

  /** Stores a value with its own ttl or with tags; throws as {@link #put}. */
  void put(K key, V value, PutOptions options);

  /**
   * Removes a key. A load of it that is under way, here or in another JVM, will not store its
   * value.
   *
   * @throws RedoubtException if Redis did not acknowledge it. Then it is repeated until Redis does,
   *     and until then no read of the key in this JVM is answered from Redis
   */
  void remove(K key);

  /**
   * Removes everything that was put or loaded with a tag, with two commands, however much that is.
   * When this has returned no read in any JVM gets it. A load of such a value that is under way
   * will not store it.
   *
   * @throws RedoubtException as {@link #remove} does
   */
  void removeTag(String tag);

  /**
   * Removes everything in this cache, with one command (in a cluster 64), however much that is.
   * When this has returned no read in any JVM gets it. Loads that are under way will not store
   * their values.
   *
   * @throws RedoubtException as {@link #remove} does
   */
  void clear();

  /**
   * Makes the value of a key stale: the next read loads it again, and has a copy if that fails. A
   * load of it that is under way, here or in another JVM, will not store its value. In a cache that
   * keeps no stale copies, and where Redis forbids scripts, this is {@link #remove}.
   *
   * @throws RedoubtException if Redis did not acknowledge it
   */
  void expire(K key);

  /** The values of several keys, in one write per node. What failed is named, key by key. */
  BulkResult<K, V> getAll(Collection<? extends K> keys);

  /**
   * The values of several keys: from Redis, or else by one call of the loader, on this thread, for
   * all that are missing and that no one else is loading. If the loader throws, each key that it
   * was asked for has failed; the others have their values.
   */
  BulkResult<K, V> getAll(Collection<? extends K> keys, BulkLoader<K, V> loader);

  /**
   * Stores several values for the cache's ttl, in one write per node. What failed is named, key by
   * key.
   */
  BulkWrite<K> putAll(Map<? extends K, ? extends V> values);

  /** Stores several values with their own ttl or with tags; otherwise as {@link #putAll}. */
  BulkWrite<K> putAll(Map<? extends K, ? extends V> values, PutOptions options);

  /** Removes several keys, in one write per node. What failed is named, key by key. */
  BulkWrite<K> removeAll(Collection<? extends K> keys);

  /**
   * Why a read of a key is answered as it is: what Redis holds under it, its node, and what this
   * JVM knows of it. For people who look for the reason of an answer, not for programs in a hurry:
   * it asks Redis three things. It changes nothing, but counts as a use of the entry for Redis's
   * eviction. It does not fail when Redis cannot be asked, but says so.
   */
  Explanation explain(K key);

  /** The same cache, without waiting. */
  AsyncCache<K, V> async();
}
