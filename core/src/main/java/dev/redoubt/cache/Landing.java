// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import org.jspecify.annotations.Nullable;

/**
 * How a flight ended for one who joined it.
 *
 * @param how which of the ends it was
 * @param value the value, when it landed with one
 * @param cause what the loader threw, when it failed
 */
record Landing<V>(How how, @Nullable V value, @Nullable Throwable cause) {
  enum How {
    /** With a value, or with null: the origin has none. */
    LANDED,
    /** The loader threw. */
    FAILED,
    /** It says nothing about the key: its thread was interrupted, or it takes too long. */
    GONE,
    /** It says nothing about the key but that a stale copy is the best answer for now. */
    COPY,
    /** It goes on, but the one who joined it does not wait any longer. */
    LATE,
    /** It waits for a flight of the thread that would join it. */
    RING,
    /** The thread that would join it is its own: a loader asks for the key it is loading. */
    REENTRANT
  }

  static <V> Landing<V> landed(@Nullable V value) {
    return new Landing<>(How.LANDED, value, null);
  }

  static <V> Landing<V> failed(Throwable cause) {
    return new Landing<>(How.FAILED, null, cause);
  }

  static <V> Landing<V> gone() {
    return without(How.GONE);
  }

  static <V> Landing<V> without(How how) {
    return new Landing<>(how, null, null);
  }

  boolean isLanded() {
    return how == How.LANDED;
  }

  /** Whether one who joined the flight with what they had found has to ask again. */
  boolean isGoneFor(Lookup<V> found) {
    return how == How.GONE || (how == How.COPY && !found.isStale());
  }

  /** As a read of the cache. */
  ReadOutcome outcome() {
    if (how != How.LANDED) {
      return ReadOutcome.FAILED;
    }
    return value == null ? ReadOutcome.MISS : ReadOutcome.HIT;
  }
}
