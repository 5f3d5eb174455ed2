// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import org.jspecify.annotations.Nullable;

/**
 * Fetches a value from where it really lives, such as a database, when the cache has none.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
@FunctionalInterface
public interface Loader<K, V> extends ContextLoader<K, V> {
  /**
   * The value, or null if the origin has none. What it throws reaches the caller as the cause of a
   * {@link dev.redoubt.LoadException}.
   */
  @Nullable V load(K key) throws Exception;

  @Override
  default @Nullable V load(K key, LoadContext<V> context) throws Exception {
    return load(key);
  }
}
