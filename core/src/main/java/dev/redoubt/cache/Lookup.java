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

  /** What keeps a load of a stale copy from beginning. */
  enum Hold {
    NOTHING,
    /** Someone loads it already. */
    LEASE,
    /** Its last load failed a short time ago. */
    THROTTLE
  }

  private static final Lookup<?> NEGATIVE = of(Kind.NEGATIVE);
  private static final Lookup<?> LEASED = of(Kind.LEASED);
  private static final Lookup<?> KEPT = of(Kind.KEPT);
  private static final Lookup<?> UNKNOWN = of(Kind.UNKNOWN);

  private final Kind kind;
  private final @Nullable V value;
  private final byte @Nullable [] bytes;
  private final Hold hold;
  private final long epoch;

  private Lookup(Kind kind, @Nullable V value, byte @Nullable [] bytes, Hold hold, long epoch) {
    this.kind = kind;
    this.value = value;
    this.bytes = bytes;
    this.hold = hold;
    this.epoch = epoch;
  }

  private Lookup(Kind kind, @Nullable V value, byte @Nullable [] bytes, Hold hold) {
    this(kind, value, bytes, hold, Epochs.NONE);
  }

  private static Lookup<?> of(Kind kind) {
    return new Lookup<>(kind, null, null, Hold.NOTHING);
  }

  static <V> Lookup<V> of(V value) {
    return new Lookup<>(Kind.FRESH, value, null, Hold.NOTHING);
  }

  /** A fresh value that should be loaded again all the same, and its entry. */
  static <V> Lookup<V> due(V value, byte[] entry) {
    return new Lookup<>(Kind.FRESH, value, entry, Hold.NOTHING);
  }

  static <V> Lookup<V> stale(V copy, byte[] entry, Hold hold) {
    return new Lookup<>(Kind.STALE, copy, entry, hold);
  }

  /** A stale copy that this JVM has, while Redis cannot be asked: nothing is stored. */
  static <V> Lookup<V> remembered(V copy) {
    return new Lookup<>(Kind.STALE, copy, null, Hold.NOTHING);
  }

  static <V> Lookup<V> waste(byte[] bytes, long epoch) {
    return new Lookup<>(Kind.WASTE, null, bytes, Hold.NOTHING, epoch);
  }

  static <V> Lookup<V> negative() {
    return typed(NEGATIVE);
  }

  static <V> Lookup<V> absent(long epoch) {
    return new Lookup<>(Kind.ABSENT, null, null, Hold.NOTHING, epoch);
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

  Hold hold() {
    return hold;
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

  /** How a read tells of it. */
  ReadOutcome outcome() {
    return switch (kind) {
      case FRESH -> ReadOutcome.HIT;
      case NEGATIVE -> ReadOutcome.NEGATIVE;
      case STALE -> ReadOutcome.STALE;
      default -> ReadOutcome.MISS;
    };
  }

  /**
   * The epoch that was read with it, for a lease that ends with it; {@link Epochs#NONE} if it was
   * none, or whoever found this takes no lease.
   */
  long epoch() {
    return epoch;
  }

  /** What lies under the key, for a lease that changes it only if it is still the same. */
  byte @Nullable [] bytes() {
    return bytes;
  }
}
