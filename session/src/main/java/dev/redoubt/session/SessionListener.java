// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import dev.redoubt.RedoubtException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Hears what happens to sessions in this JVM, as it happens: for metrics and logs. Called on the
 * threads that do it, so it must be quick; what it throws is logged and goes no further. For the
 * ends of sessions, wherever they come about, see {@link EndListener}.
 */
public interface SessionListener {
  /** Hears nothing. */
  SessionListener NONE = new SessionListener() {};

  /** An operation has ended after {@code nanos}; those without Redis are not told. */
  default void onOperation(SessionOperation operation, SessionOutcome outcome, long nanos) {}

  /**
   * Redis could not be asked in time.
   *
   * @param cause what happened, or null when the request's budget had been used up before
   */
  default void onStoreError(@Nullable RedoubtException cause) {}

  /**
   * Redis could not be asked, and a request was shown its session as this JVM had last seen it.
   *
   * @param age how long ago Redis was asked for it
   */
  default void onStaleRead(Duration age) {}

  /** A text that came as a token was rejected without asking Redis. */
  default void onRejectedToken(TokenProblem problem) {}

  /** An attribute could not be read. */
  default void onUnreadable() {}

  /** A request's changes were dropped, because its session had ended meanwhile. */
  default void onLateChanges() {}

  /** A session has ended and this JVM has told its {@link EndListener}s. */
  default void onEnded(EndCause cause) {}

  /** A listener has thrown something; the session has ended all the same. */
  default void onListenerFailure() {}

  /**
   * A sweep over all buckets has ended.
   *
   * @param ended sessions whose end was told
   * @param lag how long the one that had waited longest was overdue; zero if none was
   */
  default void onSweep(int ended, Duration lag) {}

  /** Both of them, one after the other. */
  static SessionListener both(SessionListener first, SessionListener second) {
    if (first == NONE) {
      return second;
    }
    return second == NONE ? first : new SessionListeners(first, second);
  }
}
