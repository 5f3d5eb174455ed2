// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

import dev.redoubt.RedoubtException;
import dev.redoubt.cache.Cache;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** Callers at a steady pace far below what the machine can do, so that latency is not a queue's. */
final class ShardLossCallers {
  private static final int THREADS = 4;
  private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(60);

  private final Cache<String, byte[]> cache;
  private final long nanos;

  ShardLossCallers(Cache<String, byte[]> cache, int seconds) {
    this.cache = cache;
    this.nanos = TimeUnit.SECONDS.toNanos(seconds);
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

  /** The keys of the living masters and of the lost one. */
  record Both(Seen living, Seen lost) {}

  /** Reads both sets of keys at the same time. */
  Both read(List<String> living, List<String> lost) throws InterruptedException {
    List<Caller> onLiving = start(living, THREADS);
    List<Caller> onLost = start(lost, THREADS / 2);
    return new Both(join(onLiving), join(onLost));
  }

  private List<Caller> start(List<String> keys, int threads) {
    List<Caller> callers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Caller caller = new Caller(keys, new Chance(i));
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
    private final List<String> keys;
    private final Chance chance;
    private final Histogram latencies = new Histogram(LONGEST, 3);
    private long reads;
    private long loads;
    private long failures;

    private Caller(List<String> keys, Chance chance) {
      super("caller");
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
        cache.get(key, this::load);
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
