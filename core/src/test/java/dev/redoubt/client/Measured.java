// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import java.time.Duration;

/** Prints what a fault cost its callers, with {@code mvn verify -Dredoubt.test.measured}. */
final class Measured {
  private static final boolean WANTED = System.getProperty("redoubt.test.measured") != null;

  /** From {@code onset} on, with a fault that ended at {@code cleared}, both as of nanoTime. */
  static void outage(String fault, Load load, long onset, long cleared) {
    long worst = load.since(onset).mapToLong(Load.Sample::nanos).max().orElse(0);
    long first = load.since(cleared)
        .filter(call -> !call.failed())
        .mapToLong(Load.Sample::ended)
        .min()
        .orElse(cleared);
    say(
        "%-36s worst call %5d ms, first answer after %5d ms, pauses of the machine %d ms",
        fault,
        Duration.ofNanos(worst).toMillis(),
        Duration.ofNanos(first - cleared).toMillis(),
        Pauses.since(onset).toMillis());
  }

  static void say(String format, Object... values) {
    if (WANTED) {
      System.out.printf(format + "%n", values);
    }
  }

  private Measured() {}
}
