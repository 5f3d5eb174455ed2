// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.metrics;

import dev.redoubt.AuthenticationException;
import dev.redoubt.CancelledException;
import dev.redoubt.CircuitOpenException;
import dev.redoubt.ClosedException;
import dev.redoubt.ConnectionException;
import dev.redoubt.OverloadException;
import dev.redoubt.RedoubtException;
import dev.redoubt.ServerRefusedException;
import dev.redoubt.TimeoutException;
import dev.redoubt.session.EndCause;
import dev.redoubt.session.SessionListener;
import dev.redoubt.session.SessionOperation;
import dev.redoubt.session.SessionOutcome;
import dev.redoubt.session.TokenProblem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Micrometer meters of sessions. It is a listener:
 *
 * <pre>{@code
 * SessionConfig.builder(keys).listener(new SessionMetrics(registry)).build();
 * }</pre>
 *
 * No label holds an id, an attribute's name or a principal. Thread-safe.
 */
public final class SessionMetrics implements SessionListener {
  /** From a healthy Redis on the same network to beyond a request's budget. */
  private static final Duration[] BUCKETS = Stream.of(
          1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500)
      .map(tenths -> Duration.ofNanos(tenths * 100_000L))
      .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final AtomicLong lagMillis = new AtomicLong();
  private final ConcurrentMap<String, Timer> timers = new ConcurrentHashMap<>();

  /** Registers meters on {@code registry} as things happen. */
  public SessionMetrics(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("redoubt.session.sweep.lag", () -> lagMillis.get() / 1000.0)
        .description("How long the session that had waited longest for the last sweep was overdue")
        .baseUnit("seconds")
        .register(registry);
  }

  @Override
  public void onOperation(SessionOperation operation, SessionOutcome outcome, long nanos) {
    String result = outcome == SessionOutcome.UNAVAILABLE ? "failed" : "success";
    Counter.builder("redoubt.session.operations")
        .description("Operations of the session store")
        .tag("operation", operation.label())
        .tag("outcome", result)
        .register(registry)
        .increment();
    time(operation, result, nanos);
    if (operation == SessionOperation.LOAD) {
      count("redoubt.session.lookups", "Sessions looked up", "outcome", outcome.label());
    } else if (outcome == SessionOutcome.CONFLICT || outcome == SessionOutcome.LIMIT) {
      refused(outcome.label());
    }
  }

  private void time(SessionOperation operation, String result, long nanos) {
    timers
        .computeIfAbsent(operation.label() + " " + result, any -> timer(operation, result))
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(SessionOperation operation, String result) {
    return Timer.builder("redoubt.session.operation")
        .description("How long operations of the session store took")
        .tag("operation", operation.label())
        .tag("outcome", result)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  @Override
  public void onStoreError(@Nullable RedoubtException cause) {
    count("redoubt.session.store.errors", "Operations that failed", "type", type(cause));
  }

  private static String type(@Nullable RedoubtException cause) {
    if (cause == null) {
      return "budget";
    }
    if (cause instanceof ServerRefusedException refused) {
      return refused.code().equals("OOM")
          ? "out_of_memory"
          : refused.code().toLowerCase(Locale.ROOT);
    }
    if (cause instanceof TimeoutException) {
      return "timeout";
    }
    if (cause instanceof CircuitOpenException) {
      return "circuit_open";
    }
    if (cause instanceof ConnectionException) {
      return "connection_lost";
    }
    return rareType(cause);
  }

  private static String rareType(RedoubtException cause) {
    if (cause instanceof OverloadException) {
      return "overloaded";
    }
    if (cause instanceof AuthenticationException) {
      return "authentication";
    }
    if (cause instanceof CancelledException) {
      return "cancelled";
    }
    return cause instanceof ClosedException ? "closed" : "other";
  }

  @Override
  public void onStaleRead(Duration age) {
    Counter.builder("redoubt.session.stale.reads")
        .description("Requests shown a session as last seen, since Redis could not be asked")
        .register(registry)
        .increment();
  }

  @Override
  public void onRejectedToken(TokenProblem problem) {
    count(
        "redoubt.session.rejected.tokens",
        "Tokens rejected without asking Redis",
        "problem",
        problem.name().toLowerCase(Locale.ROOT));
  }

  @Override
  public void onUnreadable() {
    Counter.builder("redoubt.session.unreadable.attributes")
        .description("Attributes that no codec could read")
        .register(registry)
        .increment();
  }

  @Override
  public void onLateChanges() {
    refused("late");
  }

  private void refused(String reason) {
    count("redoubt.session.refused.changes", "Changes that were not stored", "reason", reason);
  }

  @Override
  public void onEnded(EndCause cause) {
    count("redoubt.session.ended", "Ends that this JVM has told", "cause", cause.label());
  }

  @Override
  public void onListenerFailure() {
    Counter.builder("redoubt.session.listener.failures")
        .description("End listeners that threw")
        .register(registry)
        .increment();
  }

  @Override
  public void onSweep(int ended, Duration lag) {
    lagMillis.set(lag.toMillis());
  }

  private void count(String name, String description, String label, String value) {
    Counter.builder(name)
        .description(description)
        .tag(label, value)
        .register(registry)
        .increment();
  }
}
