// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.bench;

import dev.redoubt.RedoubtException;
import io.lettuce.core.RedisException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;

/** One contender under load for a while: every thread asks again as soon as it has its answer. */
final class Round {
  private static final long LONGEST = TimeUnit.MINUTES.toNanos(1);
  private static final int DIGITS = 3;

  private final Plan plan;
  private final Keyspace keyspace;
  private final LongAdder done = new LongAdder();
  private final LongAdder errors = new LongAdder();

  Round(Plan plan, Keyspace keyspace) {
    this.plan = plan;
    this.keyspace = keyspace;
  }

  static Histogram histogram() {
    return new Histogram(LONGEST, DIGITS);
  }

  /** Requests that were answered so far. */
  long done() {
    return done.sum();
  }

  /** Runs for {@code nanos}. */
  Outcome run(Contender contender, long nanos) throws InterruptedException {
    CountDownLatch start = new CountDownLatch(1);
    List<Caller> callers = new ArrayList<>();
    for (int i = 0; i < plan.threads(); i++) {
      Caller caller = new Caller(contender, start, nanos);
      callers.add(caller);
      caller.start();
    }
    long from = System.nanoTime();
    start.countDown();
    Histogram all = histogram();
    for (Caller caller : callers) {
      caller.join();
      all.add(caller.times);
    }
    return new Outcome(all, errors.sum(), (System.nanoTime() - from) / 1e9);
  }

  private final class Caller extends Thread {
    private final Contender contender;
    private final CountDownLatch start;
    private final long nanos;
    private final SplittableRandom random = new SplittableRandom();
    private final Histogram times = histogram();

    Caller(Contender contender, CountDownLatch start, long nanos) {
      super("bench-" + contender.name());
      this.contender = contender;
      this.start = start;
      this.nanos = nanos;
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        start.await();
      } catch (InterruptedException e) {
        return;
      }
      long from = System.nanoTime();
      long now = from;
      while (now - from < nanos) {
        boolean answered = ask();
        long after = System.nanoTime();
        if (answered) {
          times.recordValue(Math.min(LONGEST, after - now));
          done.increment();
        }
        now = after;
      }
    }

    private boolean ask() {
      byte[] key = keyspace.key(random.nextInt(plan.keys()));
      try {
        if (random.nextInt(100) < plan.writePercent()) {
          contender.put(key, keyspace.value());
        } else {
          contender.get(key);
        }
        return true;
      } catch (RedoubtException | RedisException e) {
        errors.increment();
        return false;
      }
    }
  }
}
