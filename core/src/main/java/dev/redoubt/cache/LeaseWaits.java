// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.RedoubtException;
import dev.redoubt.cache.Lookup.Hold;
import dev.redoubt.cache.Lookup.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Gets loads their leases. Where another JVM has one, waits for what it stores, and takes the lease
 * over if it comes free without a value: because the loader failed, the key was removed, or the JVM
 * died and its lease has ended.
 *
 * <p>It waits by looking into Redis, the more seldom the longer it has waited: each time about an
 * eighth of that, 5 to 250 ms, at random a little more or less. So a load is noticed at most an
 * eighth late, and a JVM asks for a key at most 80 times in 10 s, however many callers wait.
 */
final class LeaseWaits<V> {
  private static final long SHORTEST = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(250);
  private static final int PART = 8;
  private static final double SPREAD = 0.2;
  private static final int VAIN_ATTEMPTS = 5;

  private final Leases<V> leases;
  private final RemoteTier<V> remote;
  private final Events events;
  private final RandomGenerator random;
  private final LoadRules rules;

  LeaseWaits(
      Leases<V> leases,
      RemoteTier<V> remote,
      Events events,
      RandomGenerator random,
      LoadRules rules) {
    this.leases = leases;
    this.remote = remote;
    this.events = events;
    this.random = random;
    this.rules = rules;
  }

  /**
   * Takes the lease of a load, waiting for it if need be.
   *
   * @return true if the loader is to be called, with or without a lease; false if what the load has
   *     found by now is the answer: a value of someone else's, or a copy which is all there is
   */
  boolean awaitLease(Load<?, V> load) throws InterruptedException {
    if (!leases.take(load)) {
      return true;
    }
    if (load.found().isDue()) {
      return false; // Someone else loads it already, and it is still good.
    }
    long start = events.now();
    int looks = 0;
    while (true) {
      look(load);
      looks++;
      LeaseWaitOutcome outcome = judge(load, start);
      if (outcome != null) {
        events.leaseWait(outcome, looks, start);
        return outcome == LeaseWaitOutcome.TAKEN || !isAnswered(load);
      }
      TimeUnit.NANOSECONDS.sleep(pause(events.now() - start));
    }
  }

  /** Whether the wait ends, and how, after a look. */
  private @Nullable LeaseWaitOutcome judge(Load<?, V> load, long start) {
    if (isOver(load, start)) {
      return outcome(load);
    }
    return isFree(load.found()) && !leases.take(load) ? LeaseWaitOutcome.TAKEN : null;
  }

  private boolean isOver(Load<?, V> load, long start) {
    Lookup<V> found = load.found();
    return found.isAnswer()
        || load.vainAttempts() >= VAIN_ATTEMPTS
        || found.kind() == Kind.UNKNOWN
        || found.kind() == Kind.KEPT
        || found.hold() == Hold.THROTTLE
        || events.now() - start >= limit(found);
  }

  private static LeaseWaitOutcome outcome(Load<?, ?> load) {
    return load.found().isAnswer() ? LeaseWaitOutcome.STORED : LeaseWaitOutcome.LEFT;
  }

  /** Takes the leases of loads, without waiting; answers those that someone else has. */
  <K> List<Load<K, V>> takeAll(List<Load<K, V>> loads) {
    return leases.takeAll(loads);
  }

  /**
   * Looks once at loads whose leases someone else has, and before that pauses if it is not the
   * first time.
   *
   * @param start when the wait began
   * @param looks how often it has looked when it has done so
   * @return those that do not wait any longer: what they have found is the answer, or else the
   *     loader is to be called
   */
  <K> List<Load<K, V>> awaitSome(List<Load<K, V>> waiting, long start, int looks)
      throws InterruptedException {
    if (looks > 1) {
      TimeUnit.NANOSECONDS.sleep(pause(events.now() - start));
    }
    lookAll(waiting);
    List<Load<K, V>> ended = new ArrayList<>();
    List<Load<K, V>> free = new ArrayList<>();
    for (Load<K, V> load : waiting) {
      if (isOver(load, start)) {
        events.leaseWait(outcome(load), looks, start);
        ended.add(load);
      } else if (isFree(load.found())) {
        free.add(load);
      }
    }
    free.removeAll(leases.takeAll(free));
    free.forEach(load -> events.leaseWait(LeaseWaitOutcome.TAKEN, looks, start));
    ended.addAll(free);
    return ended;
  }

  static boolean isFree(Lookup<?> found) {
    return found.kind() != Kind.LEASED && found.hold() == Hold.NOTHING;
  }

  /** Whether what a load has found spares it the loader, now that it does not wait any more. */
  static boolean isAnswered(Load<?, ?> load) {
    return load.found().isAnswer() || load.found().isStale();
  }

  /** How long a load that has found this waits: its callers do not wait longer either. */
  private long limit(Lookup<V> found) {
    return found.isStale() && rules.softTimeout() != null
        ? rules.softTimeout().toNanos()
        : rules.lease().toNanos();
  }

  /** Reads the key once more. */
  private void look(Load<?, V> load) {
    long time = events.now();
    try {
      load.find(remote.get(load.key()), time);
    } catch (RedoubtException e) {
      lose(load, e, time);
    }
  }

  private <K> void lookAll(List<Load<K, V>> loads) {
    long time = events.now();
    BulkLookup<V> replies = remote.getAll(loads.stream().map(Load::key).toList());
    for (int i = 0; i < loads.size(); i++) {
      Load<K, V> load = loads.get(i);
      try {
        load.find(replies.at(i), time);
      } catch (RedoubtException e) {
        lose(load, e, time);
      }
    }
  }

  /** Goes on without Redis, with the copy if there is one. */
  private static void lose(Load<?, ?> load, RedoubtException failure, long time) {
    if (!Failures.isOutage(failure)) {
      throw failure;
    }
    if (load.found().copy() == null) {
      load.find(Lookup.unknown(), time);
    }
  }

  private long pause(long waited) {
    long part = Math.min(Math.max(waited / PART, SHORTEST), LONGEST);
    return (long) (part * (1 + SPREAD * (2 * random.nextDouble() - 1)));
  }
}
