// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.LoadException;
import dev.redoubt.LoadRejectedException;
import dev.redoubt.cache.Lookup.Hold;
import org.jspecify.annotations.Nullable;

/** When a stale copy is the answer, and how long one who has a copy, or none, waits for a load. */
final class StaleRules {
  private final LoadRules rules;
  private final Throttles throttles;
  private final Events events;

  StaleRules(LoadRules rules, Throttles throttles, Events events) {
    this.rules = rules;
    this.throttles = throttles;
    this.events = events;
  }

  /** How long a caller who has found this waits, since it asked. */
  long patience(Lookup<?> found) {
    if (found.isStale() && rules.softTimeout() != null) {
      return rules.softTimeout().toNanos();
    }
    return rules.hardTimeout() == null ? Flights.FOR_EVER : rules.hardTimeout().toNanos();
  }

  /** Whether a load failed so recently that the copy is the answer without asking again. */
  boolean isThrottled(Key<?> key, Lookup<?> found) {
    return found.isStale() && (found.hold() == Hold.THROTTLE || throttles.holds(key.text()));
  }

  /** Whether who has found this is answered with it, after a loader threw that. */
  private boolean isAnswer(Lookup<?> found, @Nullable Throwable thrown) {
    return found.isStale() && isForgiven(thrown);
  }

  /** Why who has found this is answered with it, after a load ended like that; null if not. */
  @Nullable StaleReason reasonAfter(Lookup<?> found, @Nullable Throwable thrown) {
    if (found.isStale() && thrown instanceof LoadRejectedException) {
      return StaleReason.REJECTED;
    }
    Throwable cause = thrown instanceof LoadException failed ? failed.getCause() : thrown;
    return isAnswer(found, cause) ? StaleReason.LOAD_FAILED : null;
  }

  private boolean isForgiven(@Nullable Throwable thrown) {
    if (!(thrown instanceof Exception failure)) {
      return false;
    }
    try {
      return rules.staleOnError().test(failure);
    } catch (RuntimeException e) {
      events.filterThrew(e);
      return false;
    }
  }

  /** For how many milliseconds a load that ended like this is not to be repeated. */
  long pauseAfter(Load<?, ?> load, Throwable thrown) {
    boolean failed = thrown instanceof LoadException && load.found().copy() != null;
    Throwable cause = failed ? thrown.getCause() : null;
    return cause != null && isForgiven(cause) ? throttles.onFailure(load.key().text(), cause) : 0;
  }

  /** Why a copy has to do, when another JVM's load was waited for. */
  static StaleReason reasonOf(Lookup<?> found) {
    return found.hold() == Hold.THROTTLE ? StaleReason.THROTTLED : StaleReason.SLOW_LOAD;
  }

  /** The loads of a key that have failed since the last good one. */
  Explanation.LoadFailures failures(Key<?> key) {
    return throttles.failures(key.text());
  }

  void onSuccess(Key<?> key) {
    throttles.onSuccess(key.text());
  }

  /** The stale copy, as the answer. */
  <V> @Nullable V serve(Lookup<V> found, StaleReason reason) {
    events.staleServed(reason);
    return found.copy();
  }
}
