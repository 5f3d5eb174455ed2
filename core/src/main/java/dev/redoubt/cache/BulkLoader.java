// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.util.Map;
import java.util.Set;

/**
 * Fetches several values at once from where they really live, when the cache has none.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
@FunctionalInterface
public interface BulkLoader<K, V> {
  /** The values by key; a key that the origin does not know is left out. */
  Map<? extends K, ? extends V> load(Set<K> keys) throws Exception;
}
