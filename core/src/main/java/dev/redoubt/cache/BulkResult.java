// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.RedoubtException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a read of several keys came to: each key has a value, has none, or failed on its own.
 * Immutable.
 *
 * @param values what was found or loaded, in the order of the keys asked for
 * @param failures why keys could not be read or loaded
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public record BulkResult<K, V>(Map<K, V> values, Map<K, RedoubtException> failures) {
  /** Copies both maps. */
  public BulkResult {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
  }

  /** Whether no key failed. */
  public boolean isComplete() {
    return failures.isEmpty();
  }

  /**
   * The values, if no key failed.
   *
   * @throws RedoubtException the first failure, if there is one
   */
  public Map<K, V> orThrow() {
    if (isComplete()) {
      return values;
    }
    throw failures.values().iterator().next();
  }

  /** How many keys have values and failed; never the keys and values themselves. */
  @Override
  public String toString() {
    return "BulkResult[values=" + values.size() + ", failures=" + failures.size() + "]";
  }
}
