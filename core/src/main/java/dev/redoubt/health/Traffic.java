// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import dev.redoubt.Limits;
import dev.redoubt.client.ClientListener;
import dev.redoubt.client.ConnectionState;
import dev.redoubt.client.Outcome;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts the application's own commands per node, so that a poll can tell how many were slow since
 * the last one. Three counters a node instead of a histogram: a 99th percentile is beyond a limit
 * exactly when more than one command in a hundred is. Thread-safe.
 */
final class Traffic implements ClientListener {
  private final long warningNanos;
  private final long criticalNanos;
  private final Map<String, Counts> nodes = new ConcurrentHashMap<>();

  Traffic(Limits millis) {
    warningNanos = (long) (millis.warning() * 1e6);
    criticalNanos = (long) (millis.critical() * 1e6);
  }

  @Override
  public void onCommand(String node, String command, int calls, long nanos, Outcome outcome) {
    Counts counts = nodes.get(node);
    // What was never sent says nothing about the node's speed.
    if (counts == null || nanos == 0) {
      return;
    }
    if (outcome == Outcome.SUCCESS) {
      counts.succeeded.increment();
    }
    if (nanos >= warningNanos) {
      counts.slow.increment();
    }
    if (nanos >= criticalNanos) {
      counts.verySlow.increment();
    }
    counts.all.increment();
  }

  /** A node is counted from its first connection attempt until it leaves. */
  @Override
  public void onConnection(
      String node, ConnectionState state, int attempt, @Nullable Throwable cause) {
    if (state == ConnectionState.CONNECTING) {
      nodes.computeIfAbsent(node, any -> new Counts());
    } else if (state == ConnectionState.CLOSED) {
      nodes.remove(node);
    }
  }

  /** What has happened at a node since the last call for it. */
  Window take(String node) {
    Counts counts = nodes.get(node);
    return counts == null ? Window.NOTHING : counts.take();
  }

  private static final class Counts {
    private final LongAdder all = new LongAdder();
    private final LongAdder succeeded = new LongAdder();
    private final LongAdder slow = new LongAdder();
    private final LongAdder verySlow = new LongAdder();

    Window take() {
      return new Window(
          all.sumThenReset(),
          succeeded.sumThenReset(),
          slow.sumThenReset(),
          verySlow.sumThenReset());
    }
  }

  /** Commands since the last poll. */
  record Window(long all, long succeeded, long slow, long verySlow) {
    static final Window NOTHING = new Window(0, 0, 0, 0);
  }
}
