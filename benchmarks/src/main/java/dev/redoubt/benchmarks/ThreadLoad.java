// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Threads that each do one operation after the other.
 *
 * @param name as it stands in the tables
 * @param threads how many
 * @param kind platform or virtual
 * @param operation what they do
 * @param <R> how they read
 */
record ThreadLoad<R>(String name, int threads, Threads kind, Operation<R> operation)
    implements Load<R> {
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(60);

  /** One operation; fails when the reply is wrong. */
  @FunctionalInterface
  interface Operation<R> {
    void run(R reader, Chance chance) throws Exception;
  }

  @Override
  public Running start(R reader, Gate gate) {
    List<Caller> callers = new ArrayList<>();
    List<Thread> started = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Caller caller = new Caller(reader, gate, new Chance(i));
      callers.add(caller);
      started.add(kind.start(caller));
    }
    return () -> join(callers, started);
  }

  private Tally join(List<Caller> callers, List<Thread> started) throws InterruptedException {
    Histogram all = new Histogram(LONGEST, 2);
    for (int i = 0; i < threads; i++) {
      started.get(i).join();
      all.add(callers.get(i).latencies());
    }
    return new Tally(all.getTotalCount(), all);
  }

  private final class Caller implements Runnable {
    private final R reader;
    private final Gate gate;
    private final Chance chance;
    private final Histogram latencies = new Histogram(LONGEST, 2);
    private @Nullable Exception failed;

    private Caller(R reader, Gate gate, Chance chance) {
      this.reader = reader;
      this.gate = gate;
      this.chance = chance;
    }

    @Override
    public void run() {
      try {
        while (gate.isOpen()) {
          long begun = System.nanoTime();
          operation.run(reader, chance);
          long nanos = System.nanoTime() - begun;
          if (gate.isCounting()) {
            latencies.recordValue(nanos);
          }
        }
      } catch (Exception e) {
        failed = e;
      }
    }

    /** After the thread has ended. */
    private Histogram latencies() {
      if (failed != null) {
        throw new IllegalStateException("a caller failed", failed);
      }
      return latencies;
    }
  }
}
