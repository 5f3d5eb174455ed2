// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import org.jspecify.annotations.Nullable;

/** What a read of one key found in Redis: a value, or what a load may do about its absence. */
final class Lookup<V> {
  private static final Lookup<?> ABSENT = new Lookup<>(null, null, true);
  private static final Lookup<?> KEPT = new Lookup<>(null, null, false);
  private static final Lookup<?> LEASED = new Lookup<>(null, null, false);

  private final @Nullable V value;
  private final byte @Nullable [] waste;
  private final boolean vacant;

  private Lookup(@Nullable V value, byte @Nullable [] waste, boolean vacant) {
    this.value = value;
    this.waste = waste;
    this.vacant = vacant;
  }

  static <V> Lookup<V> of(V value) {
    return new Lookup<>(value, null, false);
  }

  /** Nothing was there: a load may take the lease. */
  // Holds no value, and so is a lookup of any type.
  @SuppressWarnings("unchecked")
  static <V> Lookup<V> absent() {
    return (Lookup<V>) ABSENT;
  }

  /**
   * Something was there that is not ours to replace, or it is not known what was there. A load goes
   * on without a lease and stores nothing.
   */
  // Holds no value, and so is a lookup of any type.
  @SuppressWarnings("unchecked")
  static <V> Lookup<V> kept() {
    return (Lookup<V>) KEPT;
  }

  /** Another load's lease was there: its value may have followed by the time one looks again. */
  // Holds no value, and so is a lookup of any type.
  @SuppressWarnings("unchecked")
  static <V> Lookup<V> leased() {
    return (Lookup<V>) LEASED;
  }

  /** Something was there that is of no use to anyone: a load may put its lease in its place. */
  static <V> Lookup<V> waste(byte[] bytes) {
    return new Lookup<>(null, bytes, true);
  }

  @Nullable V value() {
    return value;
  }

  /** The bytes that a lease may replace, and nothing else; null if there were none. */
  byte @Nullable [] waste() {
    return waste;
  }

  /** Whether another load had the lease. */
  boolean isLeased() {
    return this == LEASED;
  }

  /** Whether a load may take the lease. */
  boolean isVacant() {
    return vacant;
  }
}
