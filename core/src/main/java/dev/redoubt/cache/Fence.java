// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.ServerRefusedException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether Redis lets us run scripts, by which alone a fill can be refused that comes too late. An
 * ACL may forbid them. Then values are stored without that, and scripts are tried again once a
 * minute. Thread-safe.
 */
final class Fence {
  private static final long RECHECK_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final Set<String> FORBIDDEN = Set.of("NOPERM", "ERR");

  private final Events events;
  private final AtomicLong recheck = new AtomicLong();
  private volatile boolean down;

  Fence(Events events) {
    this.events = events;
  }

  /** Whether it stands, as far as is known. */
  boolean stands() {
    return !down;
  }

  /** Whether a script may be tried: while the fence is down, by one caller a minute. */
  boolean mayTry() {
    if (!down) {
      return true;
    }
    long due = recheck.get();
    long now = events.now();
    return now - due >= 0 && recheck.compareAndSet(due, now + RECHECK_NANOS);
  }

  /** Takes note that a script ran. */
  void worked() {
    if (down) {
      down = false;
      events.fence(true);
    }
  }

  /** Whether the failure of a script means that none can be run; takes note of it. */
  boolean forbids(Throwable failure) {
    if (!(failure instanceof ServerRefusedException refused)
        || !FORBIDDEN.contains(refused.code())) {
      return false;
    }
    if (!down) {
      recheck.set(events.now() + RECHECK_NANOS);
      down = true;
      events.fence(false);
    }
    return true;
  }
}
