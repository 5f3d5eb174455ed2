// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import dev.redoubt.BreakerState;
import dev.redoubt.client.ClientListener;
import dev.redoubt.client.ConnectionState;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs what someone who reads about an outage wants to know, each of it once: connections lost and
 * ready again, breakers, failovers, changes of health. Every line has key-value pairs; none has a
 * key, a value or a secret. Of one event of one node at most 5 lines in 10 s are written. The
 * logger is {@code dev.redoubt.events}. Thread-safe.
 */
public final class EventLog implements ClientListener, HealthListener {
  private final Logger log;
  private final RateLimit limit;
  private final Set<String> ready = ConcurrentHashMap.newKeySet();
  private final Set<String> troubled = ConcurrentHashMap.newKeySet();
  private volatile Set<String> nodes = Set.of();
  private volatile boolean ended;

  /** A log with a limit of its own. */
  public EventLog() {
    this(LoggerFactory.getLogger("dev.redoubt.events"), System::nanoTime);
  }

  EventLog(Logger log, LongSupplier nanoTime) {
    this.log = log;
    this.limit = new RateLimit(nanoTime);
  }

  /** Tells nothing from now on: when a client is being closed, losses are no news. */
  public void end() {
    ended = true;
  }

  @Override
  public void onConnection(
      String node, ConnectionState state, int attempt, @Nullable Throwable cause) {
    switch (state) {
      case READY -> {
        if (ready.add(node)) {
          write(Level.INFO, "connection.ready", node, "the connection is ready", Pairs.NONE);
        }
      }
      case DISCONNECTED -> lost(node, attempt, cause);
      case GAVE_UP ->
        write(Level.ERROR, "connection.gave_up", node, "no further attempt is made", Pairs.NONE);
      case CONNECTING -> {}
      case CLOSED -> ready.remove(node);
    }
  }

  /** Only the first of many failed attempts is told. */
  private void lost(String node, int attempt, @Nullable Throwable cause) {
    Pairs why = line -> line.addKeyValue("cause", root(cause));
    if (ready.remove(node)) {
      write(Level.WARN, "connection.lost", node, "the connection was lost", why);
    } else if (attempt == 1) {
      write(Level.WARN, "connection.failed", node, "no connection can be opened", why);
    }
  }

  private static String root(@Nullable Throwable cause) {
    if (cause == null) {
      return "closed";
    }
    Throwable root = cause;
    for (int depth = 0; root.getCause() != null && depth < 32; depth++) {
      root = root.getCause();
    }
    return root.toString();
  }

  @Override
  public void onConnectionReplaced(String node, Duration silence) {
    write(
        Level.WARN,
        "connection.replaced",
        node,
        "a silent connection was replaced",
        line -> line.addKeyValue("silenceMillis", silence.toMillis()));
  }

  @Override
  public void onBreaker(String node, BreakerState from, BreakerState to) {
    write(
        to == BreakerState.OPEN ? Level.WARN : Level.INFO,
        "breaker",
        node,
        "the breaker has changed",
        line -> line.addKeyValue("from", from).addKeyValue("to", to));
  }

  @Override
  public void onTopology(Set<String> current, String reason) {
    Set<String> before = nodes;
    nodes = Set.copyOf(current);
    Set<String> added = new TreeSet<>(current);
    added.removeAll(before);
    Set<String> removed = new TreeSet<>(before);
    removed.removeAll(current);
    write(
        before.isEmpty() ? Level.INFO : Level.WARN,
        "topology",
        "",
        "the nodes that own data have changed",
        line -> line.addKeyValue("added", added)
            .addKeyValue("removed", removed)
            .addKeyValue("reason", reason));
  }

  /** Troubles and their ends; what becomes known or unknown without trouble is no news. */
  @Override
  public void onChange(HealthReport before, HealthReport now) {
    now.components()
        .forEach((name, component) ->
            changed(name, before.component(name).status(), component.status(), component.reason()));
    changed("redis", before.status(), now.status(), "the health of all has changed");
  }

  private void changed(String component, HealthStatus from, HealthStatus to, String reason) {
    boolean bad = to == HealthStatus.DEGRADED || to == HealthStatus.DOWN;
    if (from == to || (bad && isStarting(component, from))) {
      return;
    }
    boolean ends = to == HealthStatus.UP && troubled.remove(component);
    if (!bad && !ends) {
      return;
    }
    if (bad) {
      troubled.add(component);
    }
    write(
        bad ? Level.WARN : Level.INFO,
        "health",
        component,
        reason,
        line -> line.addKeyValue("from", from).addKeyValue("to", to));
  }

  /** A connection that is being opened for the first time is no trouble; its failure is told. */
  private static boolean isStarting(String component, HealthStatus from) {
    return from == HealthStatus.UNKNOWN
        && (Components.isLive(component) || component.equals("redis"));
  }

  /** All in one block. */
  @Override
  public void onWarnings(List<String> warnings) {
    StringBuilder block = new StringBuilder("settings that should be looked at");
    warnings.forEach(warning -> block.append("\n  ").append(warning));
    write(Level.WARN, "settings", "", block.toString(), Pairs.NONE);
  }

  private void write(Level level, String event, String subject, String message, Pairs pairs) {
    if (ended) {
      return;
    }
    long suppressed = limit.admit(event + ' ' + subject);
    if (suppressed < 0) {
      return;
    }
    LoggingEventBuilder line = log.atLevel(level).addKeyValue("event", event);
    if (!subject.isEmpty()) {
      line = line.addKeyValue(event.equals("health") ? "component" : "node", subject);
    }
    line = pairs.on(line);
    if (suppressed > 0) {
      line = line.addKeyValue("suppressed", suppressed);
    }
    line.log(message);
  }

  /** Further key-value pairs of a line. */
  private interface Pairs {
    Pairs NONE = line -> line;

    LoggingEventBuilder on(LoggingEventBuilder line);
  }
}
