// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import dev.redoubt.BreakerState;
import dev.redoubt.client.BreakerStatistics;
import dev.redoubt.client.ConnectionState;
import dev.redoubt.client.Outcome;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * The meters of one node. Recording a command costs two look-ups and one timer; nothing is
 * allocated once the meters exist.
 */
final class NodeMeters implements AutoCloseable {
  private final Tags node;
  private final Labels commandNames;
  private final MeterSet meters;
  private final ConcurrentMap<String, Timers<Outcome>> commands = new ConcurrentHashMap<>();
  private final Counters retries;
  private final Counters errors;
  private final LongAdder reconnects;
  private final BreakerMeters breaker;

  private volatile boolean up;
  private volatile boolean wasUp;

  /**
   * Registers what a node has from its beginning, so that rates start from zero.
   *
   * @param commandNames bounds the commands that are told apart, of all nodes together
   * @param statistics of its breaker
   */
  NodeMeters(
      String name, Labels commandNames, Supplier<BreakerStatistics> statistics, MeterSet meters) {
    this.node = Tags.of("node", name);
    this.commandNames = commandNames;
    this.meters = meters;
    this.retries = new Counters(commandNames, this::retriesOf);
    this.errors = new Counters(new Labels(), this::errorsOf);
    this.reconnects = meters.counter(
        "redoubt.reconnects", "Connections that were opened again after the first", node);
    this.breaker = new BreakerMeters(name, statistics, meters);
    meters.flag("redoubt.connection.up", "1 while the node takes calls, else 0", () -> up, node);
  }

  void onCommand(String command, int calls, long nanos, Outcome outcome) {
    Timers<Outcome> timers = commands.get(command);
    if (timers == null) {
      timers = commands.computeIfAbsent(commandNames.of(command), this::timersOf);
    }
    timers.record(outcome, nanos);
    if (outcome == Outcome.CIRCUIT_OPEN) {
      breaker.onNotPermitted(calls);
    }
  }

  private Timers<Outcome> timersOf(String command) {
    return new Timers<>(outcome -> timer(command, outcome));
  }

  private Timer timer(String command, Outcome outcome) {
    return meters.timer(
        "redoubt.command",
        "Commands on the node, from sending to their end; 0 s for those never sent",
        Buckets.ofCommands(),
        node.and("command", command, "outcome", outcome.label()));
  }

  void onRetry(String command) {
    retries.increment(command);
  }

  private LongAdder retriesOf(String command) {
    return meters.counter(
        "redoubt.command.retries",
        "Failed attempts that were repeated",
        node.and("command", command));
  }

  void onError(String type) {
    errors.increment(type);
  }

  private LongAdder errorsOf(String type) {
    return meters.counter(
        "redoubt.command.errors",
        "Commands that failed, by the class of the failure",
        node.and("type", type));
  }

  void onConnection(ConnectionState state) {
    up = state == ConnectionState.READY;
    if (up && wasUp) {
      reconnects.increment();
    }
    wasUp |= up;
  }

  void onReplaced() {
    reconnects.increment();
  }

  void onBreaker(BreakerState state) {
    breaker.onState(state);
  }

  @Override
  public void close() {
    meters.close();
  }
}
