// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.console;

import java.time.InstantSource;

/**
 * The time of day, but always later than it was told before, also when somebody sets the machine's
 * clock back: the page takes only rows that are newer than what it has, and would stand still until
 * the old time has come again. For one thread.
 */
final class ForwardClock {
  private final InstantSource clock;
  private long last = Long.MIN_VALUE;

  ForwardClock(InstantSource clock) {
    this.clock = clock;
  }

  /** Milliseconds since 1970. */
  long millis() {
    last = Math.max(clock.millis(), last + 1);
    return last;
  }
}
