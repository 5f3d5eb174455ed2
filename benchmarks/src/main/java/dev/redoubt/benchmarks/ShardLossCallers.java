// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

import dev.redoubt.RedoubtException;
import dev.redoubt.cache.Loader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Callers at a steady pace far below what the machine can do, so that latency is not a queue's. */
final class ShardLossCallers {
  private static final int THREADS = 4;
  private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(60);

  private final Reading cached;
  private final Reading plain;
  private final long nanos;

  ShardLossCallers(ShardLossCluster cluster, int seconds) {
    this.cached = cluster.cache()::get;
    this.plain = (key, loader) -> cluster.control().get("redoubt:hits:" + key);
    this.nanos = TimeUnit.SECONDS.toNanos(seconds);
  }

  /** One of the ways to read a key. */
  @FunctionalInterface
  private interface Reading {
    @Nullable Object read(String key, Loader<String, byte[]> loader);
  }

  /** What callers saw: reads, those of them that had to load or failed, and how long they took. */
  record Seen(long reads, long loads, long failures, Histogram latencies) {
    double micros(double percentile) {
      return latencies.getValueAtPercentile(percentile) / 1_000.0;
    }

    Seen plus(Seen other) {
      latencies.add(other.latencies);
      return new Seen(
          reads + other.reads, loads + other.loads, failures + other.failures, latencies);
    }

    private static Seen nothing() {
      return new Seen(0, 0, 0, new Histogram(LONGEST, 3));
    }
  }

  /**
   * The keys of the living masters, of the lost one, and again those of the living masters read
   * with plain Lettuce.
   */
  record All(Seen living, Seen lost, Seen control) {}

  /** Reads all of them at the same time. */
  All read(List<String> living, List<String> lost) throws InterruptedException {
    List<Caller> onLiving = start(cached, living, THREADS);
    List<Caller> onLost = start(cached, lost, THREADS / 2);
    List<Caller> controls = start(plain, living, THREADS / 2);
    return new All(join(onLiving), join(onLost), join(controls));
  }

  private List<Caller> start(Reading reading, List<String> keys, int threads) {
    List<Caller> callers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Caller caller = new Caller(reading, keys, new Chance(i));
      callers.add(caller);
      caller.start();
    }
    return callers;
  }

  private static Seen join(List<Caller> callers) throws InterruptedException {
    Seen all = Seen.nothing();
    for (Caller caller : callers) {
      caller.join();
      all = all.plus(caller.seen());
    }
    return all;
  }

  private final class Caller extends Thread {
    private final Reading reading;
    private final List<String> keys;
    private final Chance chance;
    private final Histogram latencies = new Histogram(LONGEST, 3);
    private long reads;
    private long loads;
    private long failures;

    private Caller(Reading reading, List<String> keys, Chance chance) {
      super("caller");
      this.reading = reading;
      this.keys = keys;
      this.chance = chance;
    }

    @Override
    public void run() {
      long begun = System.nanoTime();
      for (long due = begun; due - begun < nanos; due += INTERVAL) {
        LockSupport.parkNanos(due - System.nanoTime());
        read(keys.get(chance.below(keys.size())));
      }
    }

    private void read(String key) {
      long began = System.nanoTime();
      try {
        reading.read(key, this::load);
      } catch (RedoubtException e) {
        failures++;
      }
      latencies.recordValue(System.nanoTime() - began);
      reads++;
    }

    private byte[] load(String key) {
      loads++;
      return new byte[100];
    }

    /** After the thread has ended. */
    private Seen seen() {
      return new Seen(reads, loads, failures, latencies);
    }
  }
}
