// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import org.jspecify.annotations.Nullable;

/**
 * What a read of one key found in Redis: a value, a stale copy, or what a load may do about their
 * absence.
 */
final class Lookup<V> {
  enum Kind {
    /** A value that can be served as it is. */
    FRESH,
    /** The origin is known to have none. */
    NEGATIVE,
    /** A copy of a value that should be loaded again, and may be served if that cannot be. */
    STALE,
    /** Nothing: a load may take the lease. */
    ABSENT,
    /** Nothing but the lease of another load, which is worth waiting for. */
    LEASED,
    /** Something that is of no use to anyone: a load may put its lease in its place. */
    WASTE,
    /** Something that is not ours to replace. A load stores nothing. */
    KEPT,
    /** Redis could not be asked. A load stores nothing. */
    UNKNOWN
  }

  private static final Lookup<?> NEGATIVE = new Lookup<>(Kind.NEGATIVE, null, null);
  private static final Lookup<?> ABSENT = new Lookup<>(Kind.ABSENT, null, null);
  private static final Lookup<?> LEASED = new Lookup<>(Kind.LEASED, null, null);
  private static final Lookup<?> KEPT = new Lookup<>(Kind.KEPT, null, null);
  private static final Lookup<?> UNKNOWN = new Lookup<>(Kind.UNKNOWN, null, null);

  private final Kind kind;
  private final @Nullable V value;
  private final byte @Nullable [] bytes;

  private Lookup(Kind kind, @Nullable V value, byte @Nullable [] bytes) {
    this.kind = kind;
    this.value = value;
    this.bytes = bytes;
  }

  static <V> Lookup<V> of(V value) {
    return new Lookup<>(Kind.FRESH, value, null);
  }

  /** A fresh value that should be loaded again soon, and the bytes of its entry. */
  static <V> Lookup<V> due(V value, byte[] entry) {
    return new Lookup<>(Kind.FRESH, value, entry);
  }

  static <V> Lookup<V> stale(V copy, byte[] entry) {
    return new Lookup<>(Kind.STALE, copy, entry);
  }

  static <V> Lookup<V> waste(byte[] bytes) {
    return new Lookup<>(Kind.WASTE, null, bytes);
  }

  static <V> Lookup<V> negative() {
    return typed(NEGATIVE);
  }

  static <V> Lookup<V> absent() {
    return typed(ABSENT);
  }

  static <V> Lookup<V> leased() {
    return typed(LEASED);
  }

  static <V> Lookup<V> kept() {
    return typed(KEPT);
  }

  static <V> Lookup<V> unknown() {
    return typed(UNKNOWN);
  }

  // Holds no value, and so is a lookup of any type.
  @SuppressWarnings("unchecked")
  private static <V> Lookup<V> typed(Lookup<?> without) {
    return (Lookup<V>) without;
  }

  Kind kind() {
    return kind;
  }

  /** The fresh value, or null if there is none. */
  @Nullable V value() {
    return kind == Kind.FRESH ? value : null;
  }

  /** The value, also if it is stale; null if there is none. */
  @Nullable V copy() {
    return value;
  }

  boolean isStale() {
    return kind == Kind.STALE;
  }

  boolean isNegative() {
    return kind == Kind.NEGATIVE;
  }

  /** Whether no load is needed to answer. */
  boolean isAnswer() {
    return kind == Kind.FRESH || kind == Kind.NEGATIVE;
  }

  /** Whether it is fresh and should be loaded again all the same. */
  boolean isDue() {
    return kind == Kind.FRESH && bytes != null;
  }

  /** What lies under the key, for a lease that changes it only if it is still the same. */
  byte @Nullable [] bytes() {
    return bytes;
  }
}
