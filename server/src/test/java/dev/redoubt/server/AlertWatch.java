// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import dev.redoubt.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks twice a second which alerts are firing, and which expressions have had data. */
final class AlertWatch implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(150);

  private final PrometheusServer prometheus;
  private final Set<String> waiting = ConcurrentHashMap.newKeySet();
  private final Map<String, Double> fired = new ConcurrentHashMap<>();
  private final Map<String, Double> resolved = new ConcurrentHashMap<>();
  private final long start = System.nanoTime();
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private int looks;

  /** @param expressions those that should have data at some time */
  AlertWatch(PrometheusServer prometheus, List<String> expressions) {
    this.prometheus = prometheus;
    waiting.addAll(expressions);
    thread.scheduleWithFixedDelay(this::tryToLook, 0, 500, TimeUnit.MILLISECONDS);
  }

  /** What cannot be seen now is looked at again: an exception would end the looks silently. */
  private void tryToLook() {
    try {
      look();
    } catch (RuntimeException e) {
      System.out.printf("No look at %.0f s: %s%n", seconds(), e);
    }
  }

  private void look() {
    Set<String> firing = prometheus.firing();
    double now = seconds();
    for (String alert : firing) {
      fired.putIfAbsent(alert, now);
      resolved.remove(alert);
    }
    for (String alert : fired.keySet()) {
      if (!firing.contains(alert)) {
        resolved.putIfAbsent(alert, now);
      }
    }
    if (looks++ % 4 == 0) {
      waiting.removeIf(prometheus::hasData);
    }
  }

  private double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  /** Waits until all of these have fired. */
  void awaitFired(String... alerts) {
    await("fire", fired, List.of(alerts));
  }

  /** What has not come in time is told; the table will show it, and the faults go on. */
  private void await(String what, Map<String, Double> seen, List<String> alerts) {
    try {
      Await.until(PATIENCE, alerts + " " + what, () -> seen.keySet().containsAll(alerts));
    } catch (AssertionError e) {
      System.out.printf("At %.0f s: %s%n", seconds(), e.getMessage());
    }
  }

  /** Whether it has fired. */
  boolean hasFired(String alert) {
    return fired.containsKey(alert);
  }

  /** Waits until all of these have fired and ended. */
  void awaitResolved(String... alerts) {
    await("end", resolved, List.of(alerts));
  }

  /** When an alert fired first and ended last, in seconds. */
  String line(String alert) {
    return String.format("%-32s %10s %10s", alert, time(fired, alert), time(resolved, alert));
  }

  private static String time(Map<String, Double> times, String alert) {
    Double time = times.get(alert);
    return time == null ? "never" : String.format("%.0f s", time);
  }

  /** Whether it has fired and ended. */
  boolean isProved(String alert) {
    return fired.containsKey(alert) && resolved.containsKey(alert);
  }

  /** The expressions that have never had data. */
  Set<String> withoutData() {
    return Set.copyOf(waiting);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
