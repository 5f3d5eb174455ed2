// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import io.micrometer.core.instrument.Timer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The timers of one operation, one for each outcome that has occurred. Recording allocates nothing
 * once the timer exists.
 */
final class Timers<O extends Enum<O>> {
  private final ConcurrentMap<O, Timer> byOutcome = new ConcurrentHashMap<>();
  private final Function<O, Timer> register;

  Timers(Function<O, Timer> register) {
    this.register = register;
  }

  void record(O outcome, long nanos) {
    Timer timer = byOutcome.get(outcome);
    if (timer == null) {
      timer = byOutcome.computeIfAbsent(outcome, register);
    }
    timer.record(nanos, TimeUnit.NANOSECONDS);
  }
}
