// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import dev.redoubt.HealthConfig;
import dev.redoubt.client.NodeStatus;
import dev.redoubt.client.ProtectedClient;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls, judges and publishes, all on one thread of its own; the answers of the servers come in on
 * event loops and are handed to it. Readers only ever see the last published report.
 */
final class Monitor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Monitor.class);

  /** A report that is this many intervals old says nothing about now. */
  private static final int STALE_AFTER = 3;

  /** By how much sooner the next poll comes while something is undecided. */
  private static final int SOONER = 5;

  private final ProtectedClient client;
  private final HealthConfig config;
  private final Poller poller;
  private final Judge judge;
  private final Surroundings around;
  private final Clock clock = Clock.systemUTC();
  private final ScheduledThreadPoolExecutor thread;
  private final AtomicBoolean judging = new AtomicBoolean();
  /** Who waits for a round, so that closing leaves nobody waiting. */
  private final Queue<CompletableFuture<HealthReport>> outstanding = new ConcurrentLinkedQueue<>();

  private volatile HealthReport published = HealthReport.NOTHING;
  private volatile long lastRound = System.nanoTime();

  // Confined to the thread.
  private List<CompletableFuture<HealthReport>> waiting = new ArrayList<>();
  private List<CompletableFuture<HealthReport>> served = List.of();
  private Map<String, ComponentHealth> polled = Map.of();
  private Readings readings = Readings.NONE;
  private Instant polledAt = Instant.EPOCH;
  private @Nullable ScheduledFuture<?> next;
  private boolean polling;
  private boolean again;
  private boolean warned;

  Monitor(
      ProtectedClient client,
      HealthConfig config,
      Poller poller,
      Judge judge,
      Surroundings around) {
    this.client = client;
    this.config = config;
    this.poller = poller;
    this.judge = judge;
    this.around = around;
    this.thread = new ScheduledThreadPoolExecutor(1, task -> {
      Thread fresh = new Thread(task, "redoubt-health");
      fresh.setDaemon(true);
      return fresh;
    });
    thread.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
  }

  void start() {
    judgeSoon();
    if (config.polling()) {
      thread.execute(this::poll);
    }
  }

  /** Asks at once, or as soon as the poll that is under way has ended. */
  void pollSoon() {
    if (config.polling()) {
      thread.execute(() -> {
        again = true;
        poll();
      });
    }
  }

  /** Starts a round unless one is under way. */
  private void poll() {
    if (polling) {
      return;
    }
    polling = true;
    again = false;
    served = waiting;
    waiting = new ArrayList<>();
    try {
      poller
          .poll(judge.replicas().names(), System.nanoTime())
          .whenCompleteAsync(this::concluded, thread);
    } catch (RuntimeException e) {
      concluded(null, e);
    }
  }

  private void concluded(@Nullable Round round, @Nullable Throwable failed) {
    polling = false;
    try {
      if (round != null) {
        take(judge.replicas().complete(round));
      } else {
        LOG.warn("A poll of the servers failed", failed);
      }
    } catch (Throwable e) {
      // Errors of a contributor or listener, too: without the next poll health would end here.
      LOG.warn("What the servers told could not be judged", e);
    }
    served.forEach(this::answer);
    if (again || !waiting.isEmpty()) {
      poll();
    } else {
      pollLater();
    }
  }

  /**
   * ±20 %, so that many JVMs do not ask at the same moment; sooner while something is undecided.
   */
  private void pollLater() {
    if (next != null) {
      next.cancel(false);
    }
    if (!config.polling()) {
      return;
    }
    long period = config.interval().toNanos() / (judge.isUndecided() ? SOONER : 1);
    long delay = period - period / 5 + ThreadLocalRandom.current().nextLong(period * 2 / 5 + 1);
    next = thread.schedule(this::poll, delay, TimeUnit.NANOSECONDS);
  }

  private void answer(CompletableFuture<HealthReport> question) {
    question.complete(published);
    outstanding.removeIf(CompletableFuture::isDone);
  }

  private void take(Round round) {
    Map<String, Traffic.Window> traffic = new HashMap<>();
    round.masters().forEach(look -> traffic.put(look.node(), around.traffic().take(look.node())));
    Map<String, ComponentHealth> components = judge.judge(round, traffic);
    components.put(Components.CACHES, around.caches().take());
    for (HealthContributor contributor : around.contributors()) {
      components.put(contributor.name(), ask(contributor));
    }
    Map<String, NodeReading> nodes = new LinkedHashMap<>();
    round.looks().forEach((node, look) -> nodes.put(node, look.reading()));
    polled = components;
    readings = new Readings(nodes, round.view().map(ClusterText::reading));
    polledAt = clock.instant();
    lastRound = round.nanos();
    // A replica that a master has just named is looked at without waiting for the next poll.
    again |=
        config.polling() && !round.looks().keySet().containsAll(judge.replicas().names());
    publish();
    HealthReport now = published;
    around.listeners().forEach(listener -> tell(() -> listener.onPoll(now)));
    warnOnce(round);
  }

  private static ComponentHealth ask(HealthContributor contributor) {
    try {
      return contributor.health();
    } catch (RuntimeException e) {
      LOG.warn("The health of {} cannot be told", contributor.name(), e);
      return ComponentHealth.of(
          HealthStatus.UNKNOWN, "cannot be told: " + e.getClass().getName());
    }
  }

  /** Judges again what the client knows by itself; many calls become one. */
  void judgeSoon() {
    if (judging.compareAndSet(false, true)) {
      thread.execute(() -> {
        judging.set(false);
        publish();
      });
    }
  }

  private void publish() {
    Map<String, ComponentHealth> components = new LinkedHashMap<>();
    List<NodeStatus> nodes = client.nodes();
    LiveParts.judge(nodes, components);
    components.putAll(polled);
    Instant time = polled.isEmpty() ? clock.instant() : polledAt;
    HealthReport before = published;
    HealthReport now = HealthReport.of(time, components, readings);
    published = now;
    if (!now.sameStatuses(before)) {
      around.listeners().forEach(listener -> tell(() -> listener.onChange(before, now)));
    }
  }

  /** Tells a late listener what the last poll has found. */
  void greet(HealthListener listener) {
    thread.execute(() -> {
      if (!polled.isEmpty()) {
        tell(() -> listener.onPoll(published));
      }
    });
  }

  private static void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException e) {
      LOG.warn("A health listener threw; the news is lost to it", e);
    }
  }

  /** Settings that hurt are told once, when a server has first answered. */
  private void warnOnce(Round round) {
    if (warned || round.alive().isEmpty()) {
      return;
    }
    warned = true;
    List<String> warnings = ConfigurationCheck.warnings(round, judge.isTransportNative());
    if (!warnings.isEmpty()) {
      around.listeners().forEach(listener -> tell(() -> listener.onWarnings(warnings)));
    }
  }

  HealthReport report() {
    HealthReport report = published;
    long age = System.nanoTime() - lastRound;
    long limit = config.interval().toNanos() * STALE_AFTER + config.timeout().toNanos();
    return config.polling() && age > limit
        ? report.outdated(TimeUnit.NANOSECONDS.toSeconds(age))
        : report;
  }

  CompletableFuture<HealthReport> refresh() {
    CompletableFuture<HealthReport> result = new CompletableFuture<>();
    outstanding.add(result);
    thread.execute(() -> {
      waiting.add(result);
      poll();
    });
    if (thread.isShutdown()) {
      outstanding.forEach(one -> one.complete(published));
    }
    return result;
  }

  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(1, TimeUnit.SECONDS)) {
        LOG.debug("The thread of the poller takes its time; it ends all the same");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    outstanding.forEach(one -> one.complete(published));
    poller.close();
  }
}
