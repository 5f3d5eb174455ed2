// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.RedoubtException;
import dev.redoubt.cache.Member.KilledException;
import dev.redoubt.cache.Origin.LoadUnderWay;
import dev.redoubt.testkit.FaultProxy;
import dev.redoubt.testkit.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One seeded history: readers, writers and removers on two keys, in three JVMs; loads that take
 * until the schedule lets them go on, in any order, and some of them never, as in a JVM that hangs;
 * and, in some schedules, a JVM that loses Redis for a while, or is killed. What was removed with
 * Redis's acknowledgement must be gone then as well, in the other JVMs, and in that one for reads
 * without a loader.
 */
final class Schedule {
  static final int STEPS = 16;

  private final SplittableRandom random;
  private final List<Member> members;
  private final RedisServer redis;
  private final @Nullable FaultProxy proxy;
  private final ExecutorService threads;
  private final List<Origin> origins;
  private final Queue<CountDownLatch> gates = new ConcurrentLinkedQueue<>();
  private final List<CountDownLatch> dead = new ArrayList<>();
  private final List<Future<?>> reads = new ArrayList<>();
  private final boolean disturbed;
  private final boolean mortal;
  private volatile boolean over;

  /**
   * Creates a schedule.
   *
   * @param proxy what stands between the first JVM and Redis, in a schedule in which it fails
   */
  Schedule(
      long seed,
      Duration lease,
      List<Member> members,
      RedisServer redis,
      @Nullable FaultProxy proxy,
      ExecutorService threads) {
    this.random = new SplittableRandom(seed);
    this.members = members;
    this.redis = redis;
    this.proxy = proxy;
    this.disturbed = proxy != null;
    this.threads = threads;
    this.mortal = lease.toSeconds() < 1;
    long nanos = lease.toNanos();
    this.origins = List.of(new Origin(seed + "-a", nanos), new Origin(seed + "-b", nanos));
  }

  /**
   * Runs it, and answers what was wrong.
   *
   * @param afterStep runs after each of its {@link #STEPS} steps
   */
  List<String> run(Runnable afterStep) throws Exception {
    for (int i = 0; i < STEPS; i++) {
      step();
      afterStep.run();
      LockSupport.parkNanos(random.nextInt(300_000));
    }
    finish();
    return origins.stream().flatMap(origin -> origin.problems().stream()).toList();
  }

  private void step() {
    Origin origin = origins.get(random.nextInt(origins.size()));
    int jvm = random.nextInt(members.size());
    switch (random.nextInt(15)) {
      case 0, 1, 2, 3, 4 -> read(origin, members.get(jvm), random.split());
      case 5 -> peek(origin, members.get(jvm));
      case 6, 7, 8 -> write(origin, members.get(jvm));
      case 9, 10, 11 -> letGoOn();
      case 12 -> die();
      case 13 -> clear(members.get(jvm));
      default -> disturb();
    }
  }

  /** A read with a loader that reads the origin at once, and then takes its time. */
  private void read(Origin origin, Member cache, SplittableRandom mine) {
    int oldest = losesRedis(cache) ? 0 : origin.oldestAllowed();
    int cancels = origin.cancels();
    boolean waits = mine.nextInt(4) > 0;
    boolean fails = mine.nextInt(8) == 0;
    reads.add(threads.submit(() -> {
      LoadUnderWay load = new LoadUnderWay(System.nanoTime(), cancels, disturbed);
      try {
        Integer value = cache.get(origin.key(), key -> {
          origin.begin(load);
          try {
            return load(origin, waits, fails);
          } finally {
            // The lease of one that was killed holds until it ends by itself.
            if (!cache.isKilled()) {
              origin.end(load);
            }
          }
        });
        origin.check("get", value, oldest);
      } catch (IOException | KilledException e) {
        // A load that was to fail, here or in the flight that was joined; or nobody is there.
        return;
      }
    }));
  }

  private int load(Origin origin, boolean waits, boolean fails)
      throws IOException, InterruptedException {
    int version = origin.version();
    if (waits && !over) {
      CountDownLatch gate = new CountDownLatch(1);
      gates.add(gate);
      gate.await();
    }
    if (fails) {
      throw new IOException("to fail");
    }
    return version;
  }

  /** A JVM that cannot ask Redis answers with what it has, which may be removed. */
  private boolean losesRedis(Member cache) {
    return disturbed && cache == members.get(0);
  }

  /** A read without a loader: what is there is fresh, in all JVMs, or Redis could not be asked. */
  private void peek(Origin origin, Member cache) {
    int oldest = origin.oldestFresh();
    try {
      cache.get(origin.key()).ifPresent(value -> origin.check("peek", value, oldest));
    } catch (KilledException e) {
      // Nobody there to answer.
      return;
    } catch (RedoubtException e) {
      requireDisturbed(e);
    }
  }

  /** A change at the origin, and then in the cache. */
  private void write(Origin origin, Member cache) {
    int version = origin.change();
    origin.cancel();
    try {
      switch (random.nextInt(4)) {
        case 0 -> cache.put(origin.key(), version);
        case 1 -> cache.remove(origin.key());
        case 2 -> redis.command("DEL", cache.redisKey(origin.key()));
        default -> {
          cache.expire(origin.key());
          origin.expired(version);
          return;
        }
      }
      origin.removed(version);
    } catch (KilledException e) {
      letRedisReadWhatTheDeadHasSent();
    } catch (RedoubtException e) {
      requireDisturbed(e);
    }
  }

  /** Removes both keys with the cache. */
  private void clear(Member cache) {
    int[] versions = origins.stream().mapToInt(Origin::version).toArray();
    origins.forEach(Origin::cancel);
    try {
      cache.clear();
      for (int i = 0; i < versions.length; i++) {
        origins.get(i).removed(versions[i]);
      }
    } catch (KilledException e) {
      letRedisReadWhatTheDeadHasSent();
    } catch (RedoubtException e) {
      requireDisturbed(e);
    }
  }

  /**
   * A put that nobody acknowledges may come later than a removal that is asked for after it, and
   * that is right; here it is to be known which of them was the last. What had arrived when the
   * first reply was written has been carried out before the second is.
   */
  private void letRedisReadWhatTheDeadHasSent() {
    redis.command("PING");
    redis.command("PING");
  }

  private void requireDisturbed(RedoubtException failure) {
    if (!disturbed) {
      throw failure;
    }
  }

  /** Lets the oldest load go on, or another one. */
  private void letGoOn() {
    CountDownLatch gate = gates.poll();
    if (gate != null && random.nextBoolean() && !gates.isEmpty()) {
      gates.add(gate);
      gate = gates.poll();
    }
    if (gate != null) {
      gate.countDown();
    }
  }

  /**
   * Lets a load hang until all is over, as in a JVM that wakes up too late. Only where leases are
   * short, since the others wait for their end.
   */
  private void die() {
    CountDownLatch gate = mortal ? gates.poll() : null;
    if (gate != null) {
      dead.add(gate);
    }
  }

  private void disturb() {
    if (proxy != null) {
      proxy.reset();
    }
  }

  /** Lets everything go on, the dead last, and looks at what is left. */
  private void finish() throws Exception {
    long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    boolean buried = false;
    while (reads.stream().anyMatch(read -> !read.isDone())) {
      CountDownLatch gate = gates.poll();
      if (gate != null) {
        gate.countDown();
      } else if (reads.stream().filter(read -> !read.isDone()).count() <= dead.size() || buried) {
        dead.forEach(CountDownLatch::countDown);
        buried = true;
      }
      if (System.nanoTime() - patience > 0) {
        throw new AssertionError("a read does not end");
      }
      LockSupport.parkNanos(50_000);
    }
    over = true;
    gates.forEach(CountDownLatch::countDown);
    for (Future<?> read : reads) {
      read.get();
    }
    // Replies come in order, so after the first round every fill has been answered.
    for (int round = 0; round < 2; round++) {
      for (Origin origin : origins) {
        members.forEach(cache -> peek(origin, cache));
      }
    }
  }
}
