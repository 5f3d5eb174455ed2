// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import dev.redoubt.BreakerState;
import dev.redoubt.client.BreakerStatistics;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;

/** The meters of one node's breaker, under the names that Resilience4j's own binder gives them. */
final class BreakerMeters {
  private static final String PREFIX = "resilience4j.circuitbreaker.";

  private final Tags name;
  private final MeterSet meters;
  private final Supplier<BreakerStatistics> statistics;
  private final LongAdder notPermitted;
  private volatile BreakerState state = BreakerState.CLOSED;

  BreakerMeters(String node, Supplier<BreakerStatistics> statistics, MeterSet meters) {
    this.name = Tags.of("name", node);
    this.meters = meters;
    this.statistics = statistics;
    this.notPermitted = meters.counter(
        PREFIX + "not.permitted.calls",
        "Calls that the node's breaker did not let pass",
        name.and("kind", "not_permitted"));
    registerStates();
    registerRates();
    registerCalls("successful", BreakerStatistics::successful);
    registerCalls("failed", BreakerStatistics::failed);
  }

  private void registerStates() {
    for (BreakerState each : BreakerState.values()) {
      meters.flag(
          PREFIX + "state",
          "1 for the state that the node's breaker is in, else 0",
          () -> state == each,
          name.and("state", each.name().toLowerCase(Locale.ROOT)));
    }
  }

  private void registerRates() {
    meters.gauge(
        PREFIX + "failure.rate",
        "Percentage of the calls in the breaker's window that failed; -1 until there are enough",
        () -> statistics.get().failureRate(),
        name);
    meters.gauge(
        PREFIX + "slow.call.rate",
        "Percentage of the calls in the breaker's window that were slow; -1 until there are enough",
        () -> statistics.get().slowCallRate(),
        name);
  }

  private void registerCalls(
      String kind, Function<BreakerStatistics, BreakerStatistics.Calls> calls) {
    Tags labels = name.and("kind", kind);
    Supplier<BreakerStatistics.Calls> now = () -> calls.apply(statistics.get());
    meters.gauge(
        PREFIX + "buffered.calls",
        "Calls in the breaker's window",
        () -> now.get().buffered(),
        labels);
    meters.gauge(
        PREFIX + "slow.calls",
        "Slow calls in the breaker's window",
        () -> now.get().slow(),
        labels);
    meters.functionTimer(
        PREFIX + "calls",
        "Exchanges that the breaker has judged",
        this,
        breaker -> calls.apply(breaker.statistics.get()).total(),
        breaker -> calls.apply(breaker.statistics.get()).nanos(),
        labels);
  }

  void onState(BreakerState now) {
    state = now;
  }

  void onNotPermitted(int calls) {
    notPermitted.add(calls);
  }
}
