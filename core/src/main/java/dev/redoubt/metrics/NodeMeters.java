// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import dev.redoubt.BreakerState;
import dev.redoubt.client.ConnectionState;
import dev.redoubt.client.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one node. Recording a command costs one look-up by name and one timer; nothing is
 * allocated once the meters exist.
 */
final class NodeMeters implements AutoCloseable {
  private final String node;
  private final Labels commandNames;
  private final MeterSet meters;
  private final ConcurrentMap<String, Timers<Outcome>> commands = new ConcurrentHashMap<>();
  private final Counters retries;
  private final Counters errors;
  private final @Nullable Counter reconnects;
  private final @Nullable Counter notPermitted;

  private volatile boolean up;
  private volatile boolean wasUp;
  private volatile BreakerState breaker = BreakerState.CLOSED;

  /**
   * Registers what a node has from its beginning, so that rates start at zero.
   *
   * @param commandNames bounds the commands that are told apart, of all nodes together
   */
  NodeMeters(String node, Labels commandNames, MeterRegistry registry) {
    this.node = node;
    this.commandNames = commandNames;
    this.meters = new MeterSet(registry);
    this.retries = new Counters(commandNames, this::retries);
    this.errors = new Counters(new Labels(), this::errors);
    this.reconnects = reconnects();
    this.notPermitted = notPermitted();
    connectionUp();
    for (BreakerState state : BreakerState.values()) {
      breakerState(state);
    }
  }

  void onCommand(String command, int calls, long nanos, Outcome outcome) {
    Timers<Outcome> timers = commands.get(command);
    if (timers == null) {
      timers = commands.computeIfAbsent(commandNames.of(command), this::timers);
    }
    timers.record(outcome, nanos);
    if (outcome == Outcome.CIRCUIT_OPEN && notPermitted != null) {
      notPermitted.increment(calls);
    }
  }

  void onRetry(String command) {
    retries.increment(command);
  }

  void onError(String type) {
    errors.increment(type);
  }

  void onConnection(ConnectionState state) {
    up = state == ConnectionState.READY;
    if (up && wasUp) {
      onReconnect();
    }
    wasUp |= up;
  }

  void onReconnect() {
    if (reconnects != null) {
      reconnects.increment();
    }
  }

  void onBreaker(BreakerState state) {
    breaker = state;
  }

  @Override
  public void close() {
    meters.close();
  }

  private Timers<Outcome> timers(String command) {
    return new Timers<>(outcome -> timer(command, outcome));
  }

  private @Nullable Timer timer(String command, Outcome outcome) {
    return meters.add(Timer.builder("redoubt.command")
        .description("Commands on the node, from sending to their end; 0 s for those never sent")
        .tags("node", node, "command", command, "outcome", outcome.label())
        .serviceLevelObjectives(Buckets.ofCommands())::register);
  }

  private @Nullable Counter retries(String command) {
    return meters.add(Counter.builder("redoubt.command.retries")
        .description("Failed attempts that were repeated")
        .tags("node", node, "command", command)::register);
  }

  private @Nullable Counter errors(String type) {
    return meters.add(Counter.builder("redoubt.command.errors")
        .description("Commands that failed, by the class of the failure")
        .tags("node", node, "type", type)::register);
  }

  private @Nullable Counter reconnects() {
    return meters.add(Counter.builder("redoubt.reconnects")
        .description("Connections that were opened again after the first")
        .tag("node", node)::register);
  }

  private @Nullable Counter notPermitted() {
    return meters.add(Counter.builder("resilience4j.circuitbreaker.not.permitted.calls")
        .description("Calls that the node's breaker did not let pass")
        .tags("name", node, "kind", "not_permitted")::register);
  }

  private void connectionUp() {
    meters.add(Gauge.builder("redoubt.connection.up", this, meters -> meters.up ? 1 : 0)
        .description("1 while the node takes calls, else 0")
        .tag("node", node)::register);
  }

  private void breakerState(BreakerState state) {
    String label = state.name().toLowerCase(Locale.ROOT);
    meters.add(Gauge.builder(
            "resilience4j.circuitbreaker.state", this, meters -> meters.breaker == state ? 1 : 0)
        .description("1 for the state that the node's breaker is in, else 0")
        .tags("name", node, "state", label)::register);
  }
}
