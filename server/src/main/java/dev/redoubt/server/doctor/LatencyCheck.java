// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.doctor;

import dev.redoubt.client.SideReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** How long a PING takes to and fro. */
final class LatencyCheck implements Check {
  private static final String CHECK = "latency";
  private static final int PINGS = 50;

  /** A JVM that has just started is slow at first. */
  private static final int WARM_UP = 10;

  private static final double FAR = 10;

  @Override
  public List<Diagnosis> examine(Patient patient) {
    List<Duration> times = new ArrayList<>();
    for (int i = 0; i < WARM_UP + PINGS; i++) {
      SideReply pong = patient.ask("PING");
      if (pong.isAnswered() && i >= WARM_UP) {
        times.add(pong.took());
      }
    }
    if (times.isEmpty()) {
      return List.of();
    }
    Collections.sort(times);
    double median = millis(times.get(times.size() / 2));
    double slowest = millis(times.get(times.size() - 1));
    String found =
        String.format(Locale.ROOT, "PING: median %.2f ms, slowest %.2f ms", median, slowest);
    return List.of(
        median > FAR
            ? Diagnosis.warning(
                CHECK,
                patient.node(),
                found + ": far away, or busy",
                "put Redis into the application's own zone; SLOWLOG GET and LATENCY DOCTOR there"
                    + " tell of slow commands")
            : Diagnosis.ok(CHECK, patient.node(), found));
  }

  private static double millis(Duration time) {
    return time.toNanos() / 1e6;
  }
}
