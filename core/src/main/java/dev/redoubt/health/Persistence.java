// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whether data are being loaded, and whether they can be saved. Not thread-safe. */
final class Persistence {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** When a server was first seen loading. */
  private final Map<String, Long> loadingSince = new HashMap<>();

  List<Finding> judge(Round round) {
    List<Finding> findings = new ArrayList<>();
    for (Look look : round.looks().values()) {
      look.reading()
          .persistence()
          .ifPresentOrElse(
              reading -> judge(look.node(), reading, round.nanos(), findings),
              () -> findings.add(Unread.finding(look, "loading", Question.PERSISTENCE)));
    }
    return findings;
  }

  private void judge(String node, PersistenceReading reading, long nanos, List<Finding> to) {
    to.add(loading(node, reading.loading(), nanos));
    to.add(saving(node, "snapshot", reading.snapshotSaved(), "the last snapshot"));
    to.add(saving(node, "log", reading.logWritten(), "the last write to the append-only file"));
  }

  private Finding loading(String node, boolean loading, long nanos) {
    if (!loading) {
      loadingSince.remove(node);
      return Gauge.up(node, "loading", "no", "has its data");
    }
    long since = loadingSince.computeIfAbsent(node, any -> nanos);
    boolean tooLong = nanos - since > PATIENCE.toNanos();
    return new Finding(
        node,
        "loading",
        tooLong ? HealthStatus.DOWN : HealthStatus.DEGRADED,
        "yes",
        "no, critical " + PATIENCE.toSeconds() + " s",
        "has been loading its data for " + Duration.ofNanos(nanos - since).toSeconds() + " s");
  }

  private static Finding saving(String node, String measure, boolean well, String what) {
    return well
        ? Gauge.up(node, measure, "ok", what + " went well")
        : new Finding(node, measure, HealthStatus.DEGRADED, "err", "ok", what + " has failed");
  }
}
