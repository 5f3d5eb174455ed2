// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.redoubt.RedoubtException;
import dev.redoubt.ServerRefusedException;
import dev.redoubt.client.NodeStatus;
import dev.redoubt.client.ProtectedClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the memory of dead entries back after a cache was cleared or a tag removed. Without it they
 * would lie in Redis until they expire; nobody would get them all the same.
 *
 * <p>It goes through the keys of each node once, in small steps with pauses that are four times as
 * long, so that no other client waits for more than one step. A lease in Redis keeps other JVMs
 * from doing the same for the same cache. Between two rounds it rests nine times as long as the
 * last one took. It does nothing unless it was asked to.
 */
final class Janitor {
  private static final Logger LOG = LoggerFactory.getLogger(Janitor.class);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(5);
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final int PAUSE_BY_STEP = 4;
  private static final int REST_BY_ROUND = 9;

  private final ProtectedClient client;
  private final Sweep sweep;
  private final JanitorLease lease;
  private final Background background;
  private final Ticker ticker;
  private final Events events;
  private final AtomicBoolean asked = new AtomicBoolean();
  private final AtomicBoolean scheduled = new AtomicBoolean();

  // Of the round under way; steps follow each other, so one thread at a time uses these.
  private final Queue<String> nodes = new ArrayDeque<>();
  private @Nullable String cursor;
  private boolean busy;
  private long roundStart;
  private long removed;
  private volatile long restUntil;

  Janitor(
      ProtectedClient client,
      Sweep sweep,
      JanitorLease lease,
      Background background,
      Ticker ticker,
      Events events) {
    this.client = client;
    this.sweep = sweep;
    this.lease = lease;
    this.background = background;
    this.ticker = ticker;
    this.events = events;
    this.restUntil = ticker.read();
  }

  /** There may be dead entries: a round begins soon. */
  void ask() {
    asked.set(true);
    schedule(Duration.ofNanos(Math.max(0, restUntil - ticker.read())));
  }

  private void schedule(Duration delay) {
    if (scheduled.compareAndSet(false, true)) {
      background.after(delay, this::step);
    }
  }

  private void step() {
    Duration pause = RETRY;
    try {
      pause = work();
    } catch (ServerRefusedException e) {
      LOG.warn("Redis refuses what the janitor needs; dead entries stay until they expire", e);
      end();
    } catch (RedoubtException e) {
      LOG.debug("The janitor will try again later", e);
      giveUp();
    } finally {
      scheduled.set(false);
      if (busy || asked.get()) {
        schedule(pause);
      }
    }
  }

  private Duration work() {
    if (!busy && !begin()) {
      return RETRY;
    }
    long start = ticker.read();
    String node = nodes.peek();
    if (node == null || !lease.renew()) {
      return end();
    }
    Sweep.Step step = sweep.step(node, cursor == null ? "0" : cursor);
    removed += step.removed();
    cursor = step.cursor();
    if (cursor.equals("0")) {
      nodes.remove();
    }
    return longer(SHORTEST_PAUSE, Duration.ofNanos(PAUSE_BY_STEP * (ticker.read() - start)));
  }

  private boolean begin() {
    if (!lease.take()) {
      return false;
    }
    asked.set(false);
    busy = true;
    removed = 0;
    cursor = null;
    nodes.clear();
    client.nodes().stream().map(NodeStatus::name).forEach(nodes::add);
    roundStart = ticker.read();
    return true;
  }

  /** Ends the round; answers how long to rest before another one. */
  private Duration end() {
    if (busy) {
      events.cleaned(removed);
      lease.release();
    }
    busy = false;
    long rest = REST_BY_ROUND * (ticker.read() - roundStart);
    restUntil = ticker.read() + rest;
    return longer(SHORTEST_PAUSE, Duration.ofNanos(rest));
  }

  /** Redis went away in the middle: another round will have to begin from the start. */
  private void giveUp() {
    if (busy) {
      asked.set(true);
    }
    busy = false;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
