// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.tour;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Visitors who come for words at an even rate, while somebody watches. */
final class Visitors implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Visitors.class);
  private static final int MAX_RATE = 100;
  private static final long TICK_MILLIS = 20;
  private static final double NANOS_PER_SECOND = 1e9;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "tour-visitors");
        daemon.setDaemon(true);
        return daemon;
      });
  private final SplittableRandom random = new SplittableRandom();
  private final Supplier<List<String>> source;
  private final Consumer<String> door;
  private volatile int rate;
  private volatile boolean watched;
  private boolean started;

  // Confined to the thread.
  private List<String> words = List.of();
  private Zipf ranks = new Zipf(1);
  private long last = System.nanoTime();
  private double due;

  /**
   * Nobody comes yet.
   *
   * @param source the words, asked for once, on the visitors' thread
   * @param door hears of each visitor's word; must not wait
   */
  Visitors(int rate, Supplier<List<String>> source, Consumer<String> door) {
    this.source = source;
    this.door = door;
    setRate(rate);
  }

  int rate() {
    return rate;
  }

  /** @throws IllegalArgumentException if it is not from 0 to 100 visitors per second */
  void setRate(int perSecond) {
    if (perSecond < 0 || perSecond > MAX_RATE) {
      throw new IllegalArgumentException(
          "visitors per second must be from 0 to " + MAX_RATE + ": " + perSecond);
    }
    rate = perSecond;
  }

  /** Whether somebody watches; without, nobody comes. Called by one thread. */
  void watched(boolean now) {
    watched = now;
    if (now && !started) {
      started = true;
      thread.scheduleWithFixedDelay(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void tick() {
    long now = System.nanoTime();
    double elapsed = (now - last) / NANOS_PER_SECOND;
    last = now;
    if (!watched || rate == 0) {
      return;
    }
    // Who is kept waiting by a pause of this JVM does not come in a crowd.
    due = Math.min(due + elapsed * rate, 1 + rate / 10.0);
    for (; due >= 1; due--) {
      try {
        door.accept(next());
      } catch (RuntimeException e) {
        LOG.error("a visitor could not come", e);
      }
    }
  }

  private String next() {
    if (words.isEmpty()) {
      words = source.get();
      ranks = new Zipf(words.size());
    }
    return words.get(ranks.next(random));
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
