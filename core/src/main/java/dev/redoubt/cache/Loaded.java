// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a loader returned.
 *
 * @param value the value, or null if the origin has none
 * @param time when it was loaded
 * @param context what the loader said about it; null if it was not asked
 */
record Loaded<V>(@Nullable V value, LoadTime time, @Nullable LoadContext<V> context) {

  static <V> Loaded<V> of(@Nullable V value, LoadTime time) {
    return new Loaded<>(value, time, null);
  }

  boolean isStored() {
    return context == null || context.isStored();
  }

  /** Its own ttl, or else the cache's. */
  Duration ttlOr(Duration usual) {
    Duration own = context == null ? null : context.ttl();
    return own == null ? usual : own;
  }
}
