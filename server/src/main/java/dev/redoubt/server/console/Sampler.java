// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.console;

import dev.redoubt.health.Health;
import dev.redoubt.health.HealthReport;
import dev.redoubt.health.HealthStatus;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Once a second: takes a row and a picture from memory, and sends them to all who look. */
final class Sampler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MILLIS_PER_SECOND = 1e3;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "redoubt-console");
        daemon.setDaemon(true);
        return daemon;
      });
  private final Sources sources;
  private final Health health;
  private final Broadcast broadcast;
  private final ForwardClock clock;
  private volatile @Nullable Snapshot newest;

  // Confined to the thread.
  private long last = System.nanoTime();
  private long lastEvent;

  /** Where rows and pictures come from. */
  interface Sources {
    void row(Row row, HealthReport report);

    Picture picture(HealthReport report, int viewers);

    List<Event> eventsSince(long id);
  }

  /** What somebody who comes now must know. */
  private record Snapshot(History history, Picture picture) {}

  private record Everything(
      Map<String, List<@Nullable Double>> columns, Picture picture, List<Event> events) {}

  private record News(Map<String, @Nullable Double> row, Picture picture, List<Event> events) {}

  Sampler(Sources sources, Health health, Broadcast broadcast, InstantSource clock) {
    this.sources = sources;
    this.health = health;
    this.broadcast = broadcast;
    this.clock = new ForwardClock(clock);
  }

  void start() {
    thread.scheduleAtFixedRate(this::sample, 0, 1, TimeUnit.SECONDS);
  }

  private void sample() {
    try {
      HealthReport report = health.report();
      Row row = row(report);
      Picture picture = sources.picture(report, broadcast.size());
      Snapshot before = newest;
      // Before it is sent: who comes in between gets it twice, rather than not at all.
      newest = new Snapshot(
          (before == null ? History.EMPTY : before.history()).with(row.values()), picture);
      List<Event> events = sources.eventsSince(lastEvent);
      lastEvent = events.isEmpty() ? lastEvent : events.get(events.size() - 1).id();
      broadcast.send(() -> Messages.of("news", new News(row.values(), picture, events)));
    } catch (Throwable e) {
      // The next second is another chance; a schedule that ends would freeze the page.
      LOG.error("the console could not take a sample", e);
    }
  }

  private Row row(HealthReport report) {
    long now = System.nanoTime();
    Row row = new Row(Math.max(0.1, (now - last) / NANOS_PER_SECOND));
    last = now;
    row.add("time", clock.millis() / MILLIS_PER_SECOND);
    row.add("status", number(report.status()));
    sources.row(row, report);
    return row;
  }

  private static double number(HealthStatus status) {
    return switch (status) {
      case UP -> 2;
      case DEGRADED -> 1;
      case DOWN -> 0;
      case UNKNOWN -> Double.NaN;
    };
  }

  /** Everything that is known, for somebody who comes. */
  byte[] everything() {
    Snapshot snapshot = newest;
    return snapshot == null
        ? Messages.COMMENT
        : Messages.of(
            "everything",
            new Everything(
                snapshot.history().columns(), snapshot.picture(), sources.eventsSince(0)));
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
