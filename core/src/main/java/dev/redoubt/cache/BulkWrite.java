// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.RedoubtException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a write of several keys came to: each key was written or failed on its own. Immutable.
 *
 * @param written how many keys Redis acknowledged
 * @param failures why the other keys failed
 * @param <K> the type of the keys
 */
public record BulkWrite<K>(int written, Map<K, RedoubtException> failures) {
  /** Copies the map. */
  public BulkWrite {
    failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
  }

  /** Whether no key failed. */
  public boolean isComplete() {
    return failures.isEmpty();
  }

  /**
   * Returns if no key failed.
   *
   * @throws RedoubtException the first failure, if there is one
   */
  public void orThrow() {
    if (!isComplete()) {
      throw failures.values().iterator().next();
    }
  }

  /** How many keys were written and failed; never the keys themselves. */
  @Override
  public String toString() {
    return "BulkWrite[written=" + written + ", failures=" + failures.size() + "]";
  }
}
