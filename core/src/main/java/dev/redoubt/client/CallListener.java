// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import org.jspecify.annotations.Nullable;

/** Hears how one call ends; under the same rules as {@link ClientListener}. */
@FunctionalInterface
public interface CallListener {
  /** Hears nothing. */
  CallListener NONE = failure -> {};

  /**
   * The call ended, after all its attempts; told once, on any thread.
   *
   * @param failure what the caller is told, of a bulk call the first failure of a part; null when
   *     all was answered
   */
  void onEnd(@Nullable Throwable failure);

  /** Calls to both, in order. */
  static CallListener both(CallListener first, CallListener second) {
    if (first == NONE) {
      return second;
    }
    return second == NONE
        ? first
        : failure -> {
          first.onEnd(failure);
          second.onEnd(failure);
        };
  }
}
