// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import org.jspecify.annotations.Nullable;

/**
 * What happens when a request wants to store an attribute that another one has written since this
 * one read it. Different attributes never conflict.
 */
public sealed interface ConflictPolicy {
  /** The later write stands; what a servlet container does. */
  ConflictPolicy LAST_WINS = new LastWins();

  /** Nothing of the request's changes is stored, and a {@link SessionConflictException} thrown. */
  ConflictPolicy REJECT = new Reject();

  /** Both are put together by a function, which may be called several times. */
  static ConflictPolicy merge(Merger merger) {
    return new Merge(merger);
  }

  /** Puts two values of an attribute together. Must have no effects. */
  @FunctionalInterface
  interface Merger {
    /**
     * The value to store, or null to remove the attribute.
     *
     * @param stored what another request has stored, or null if it removed the attribute
     * @param mine what this request wants to store, or null if it wants to remove the attribute
     */
    @Nullable Object merge(@Nullable Object stored, @Nullable Object mine);
  }

  /** See {@link #LAST_WINS}. */
  record LastWins() implements ConflictPolicy {}

  /** See {@link #REJECT}. */
  record Reject() implements ConflictPolicy {}

  /** See {@link #merge}. */
  record Merge(Merger merger) implements ConflictPolicy {}
}
