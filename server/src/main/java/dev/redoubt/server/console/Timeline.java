// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.console;

import dev.redoubt.BreakerState;
import dev.redoubt.cache.CacheListener;
import dev.redoubt.cache.GuardState;
import dev.redoubt.cache.WriteOutcome;
import dev.redoubt.client.ClientListener;
import dev.redoubt.client.ConnectionState;
import dev.redoubt.health.HealthListener;
import dev.redoubt.health.HealthReport;
import dev.redoubt.health.HealthStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The last events, oldest first. Thread-safe. */
final class Timeline implements ClientListener, CacheListener, HealthListener {
  private static final int KEPT = 200;
  private static final Set<String> TOLD_BY_THE_CLIENT = Set.of("connections", "breakers");

  private final InstantSource clock;
  private final Set<String> ready = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();

  // Both guarded by lock.
  private final Deque<Event> events = new ArrayDeque<>();
  private long last;

  Timeline(InstantSource clock) {
    this.clock = clock;
  }

  /** Adds an event; of more than two hundred the oldest goes. */
  void add(String tone, String subject, String text) {
    lock.lock();
    try {
      events.add(new Event(++last, clock.millis(), tone, subject, text));
      if (events.size() > KEPT) {
        events.remove();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The events after the one with that id. */
  List<Event> since(long id) {
    lock.lock();
    try {
      return events.stream().filter(event -> event.id() > id).toList();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onConnection(
      String node, ConnectionState state, int attempt, @Nullable Throwable cause) {
    switch (state) {
      case READY -> {
        if (ready.add(node)) {
          add(Event.GOOD, node, "connected");
        }
      }
      case DISCONNECTED -> lost(node, attempt, cause);
      case GAVE_UP -> add(Event.BAD, node, "gave up connecting");
      case CONNECTING -> {}
      case CLOSED -> ready.remove(node);
    }
  }

  /** Only the first of many failed attempts is told. */
  private void lost(String node, int attempt, @Nullable Throwable cause) {
    if (ready.remove(node)) {
      add(Event.BAD, node, "connection lost" + because(cause));
    } else if (attempt == 1) {
      add(Event.BAD, node, "no connection" + because(cause));
    }
  }

  private static String because(@Nullable Throwable cause) {
    Throwable root = cause;
    for (int depth = 0; root != null && root.getCause() != null && depth < 32; depth++) {
      root = root.getCause();
    }
    return root == null || root.getMessage() == null ? "" : ": " + root.getMessage();
  }

  @Override
  public void onConnectionReplaced(String node, Duration silence) {
    add(Event.WARN, node, "silent for " + silence.toMillis() + " ms; connection replaced");
  }

  @Override
  public void onBreaker(String node, BreakerState from, BreakerState to) {
    String tone = switch (to) {
      case OPEN -> Event.BAD;
      case HALF_OPEN -> Event.WARN;
      case CLOSED -> Event.GOOD;
    };
    add(tone, node, "breaker " + to);
  }

  @Override
  public void onTopology(Set<String> nodes, String reason) {
    add(Event.WARN, "topology", nodes.size() + " nodes own data now: " + reason);
  }

  @Override
  public void onGuard(String cache, GuardState state, int limit) {
    switch (state) {
      case DEGRADED -> add(Event.WARN, cache, "origin guard: " + limit + " loads at once");
      case HEALTHY -> add(Event.GOOD, cache, "origin guard off");
      case RECOVERING -> {}
    }
  }

  @Override
  public void onOutboxOverflow(String cache) {
    add(Event.WARN, cache, "outbox full: the whole cache will be cleared");
  }

  @Override
  public void onClear(String cache, WriteOutcome outcome, long nanos) {
    add(Event.NOTE, cache, "cleared");
  }

  @Override
  public void onChange(HealthReport before, HealthReport now) {
    now.components().forEach((name, component) -> {
      if (!TOLD_BY_THE_CLIENT.contains(name)) {
        changed(name, before.component(name).status(), component.status(), component.reason());
      }
    });
    // What is not connected yet is no trouble.
    if (before.status() != HealthStatus.UNKNOWN) {
      changed("Redis", before.status(), now.status(), "");
    }
  }

  /** What becomes known or unknown without trouble is no news. */
  private void changed(String name, HealthStatus from, HealthStatus to, String reason) {
    boolean isBad = to == HealthStatus.DEGRADED || to == HealthStatus.DOWN;
    boolean wasBad = from == HealthStatus.DEGRADED || from == HealthStatus.DOWN;
    if (from == to || (!isBad && !wasBad)) {
      return;
    }
    String tone = to == HealthStatus.DOWN
        ? Event.BAD
        : isBad ? Event.WARN : to == HealthStatus.UP ? Event.GOOD : Event.NOTE;
    add(tone, name, reason.isEmpty() || !isBad ? to.name() : to + ": " + reason);
  }
}
