// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

import dev.redoubt.benchmarks.variants.AsyncReader;
import dev.redoubt.benchmarks.variants.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.jspecify.annotations.Nullable;

/**
 * Calls in flight at any time, kept up by two threads; one call in sixteen is timed.
 *
 * @param name as it stands in the tables
 * @param calls how many in flight
 */
record AsyncLoad(String name, int calls) implements Load<AsyncReader> {
  private static final int DRIVERS = 2;
  private static final int TIMED = 16;
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(60);

  @Override
  public Running start(AsyncReader reader, Gate gate) {
    Flow flow = new Flow(reader, gate);
    List<Thread> drivers = new ArrayList<>();
    for (int i = 0; i < DRIVERS; i++) {
      Driver driver = new Driver(flow, new Chance(i), new Semaphore(calls / DRIVERS));
      drivers.add(Threads.PLATFORM.start(driver));
    }
    return () -> join(flow, drivers);
  }

  private Tally join(Flow flow, List<Thread> drivers) throws InterruptedException {
    for (Thread driver : drivers) {
      driver.join();
    }
    Throwable failed = flow.failed.get();
    if (failed != null) {
      throw new IllegalStateException("a call failed", failed);
    }
    return new Tally(flow.ended.sum(), flow.latencies);
  }

  /** What the drivers share. */
  private static final class Flow {
    private final AsyncReader reader;
    private final Gate gate;
    private final LongAdder ended = new LongAdder();
    private final ConcurrentHistogram latencies = new ConcurrentHistogram(LONGEST, 2);
    private final AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();

    private Flow(AsyncReader reader, Gate gate) {
      this.reader = reader;
      this.gate = gate;
    }

    private void ended(byte @Nullable [] value, @Nullable Throwable thrown) {
      if (!Keys.isValue(value)) {
        Throwable wrong = thrown == null ? new IllegalStateException("a wrong reply") : thrown;
        failed.compareAndSet(null, wrong);
      } else if (gate.isCounting()) {
        ended.increment();
      }
    }

    private void timed(long begun) {
      if (gate.isCounting()) {
        latencies.recordValue(System.nanoTime() - begun);
      }
    }
  }

  private final class Driver implements Runnable {
    private final Flow flow;
    private final Chance chance;
    private final Semaphore free;

    private Driver(Flow flow, Chance chance, Semaphore free) {
      this.flow = flow;
      this.chance = chance;
      this.free = free;
    }

    @Override
    public void run() {
      for (int sent = 0; flow.gate.isOpen(); sent++) {
        free.acquireUninterruptibly();
        boolean timed = sent % TIMED == 0;
        long begun = timed ? System.nanoTime() : 0;
        flow.reader.get(chance.below(Keys.COUNT)).whenComplete((value, thrown) -> {
          free.release();
          flow.ended(value, thrown);
          if (timed) {
            flow.timed(begun);
          }
        });
      }
      free.acquireUninterruptibly(calls / DRIVERS);
    }
  }
}
