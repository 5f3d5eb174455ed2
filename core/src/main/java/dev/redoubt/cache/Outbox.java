// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Removals that Redis has not acknowledged, in their order, until they are replayed. What is in
 * here is not served from Redis in this JVM. It is bounded: when it is full, the removals of single
 * keys and tags are exchanged for the removal of the groups that they are in, that is of
 * everything.
 *
 * <p>Every removal is the deletion of one key of Redis, so it does no harm to repeat one, or to
 * replay it late. There is one exception: it must not delete what was put after it. So a put takes
 * the removal of its key out of the queue before it begins ({@link #overtake}), waits for its
 * replay if there is one under way, and drops the removal when it has succeeded.
 *
 * <p>Thread-safe; asking whether something is in it costs one volatile read while it is empty.
 */
final class Outbox {
  private final int capacity;
  private final int groups;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Object, Removal> removals = new ConcurrentHashMap<>(); // Changed under lock.
  private final Queue<Removal> queue = new ArrayDeque<>(); // Guarded by lock.
  private volatile int size; // Written under lock.
  private final AtomicInteger overflows = new AtomicInteger();

  /**
   * Creates an empty one.
   *
   * @param capacity how many keys and tags it holds
   * @param groups how many groups the keys are divided into
   */
  Outbox(int capacity, int groups) {
    this.capacity = capacity;
    this.groups = groups;
  }

  int size() {
    return size;
  }

  /** Whether what Redis holds under a key is not to be served here. */
  boolean holds(Key<?> key, int group) {
    return size != 0 && (removals.containsKey(key.text()) || removals.containsKey(group));
  }

  /**
   * Whether entries with a tag are not to be served here. A read learns its entry's tags only when
   * it has the entry. If there was an overflow since it began, the tag may have been exchanged for
   * groups that were not held yet when the read asked for its own, and may be removed by now.
   *
   * @param before what {@link #overflows} said before the read asked whether its key is held
   */
  boolean holdsTag(long fingerprint, int before) {
    return (size != 0 && removals.containsKey(fingerprint)) || overflows.get() != before;
  }

  /** How often removals were exchanged for those of groups. */
  int overflows() {
    return overflows.get();
  }

  /** Adds a removal; answers whether the outbox overflowed. */
  boolean add(Removal removal) {
    return addAll(List.of(removal));
  }

  /** As {@link #add}, for many. */
  boolean addAll(Collection<Removal> added) {
    lock.lock();
    try {
      boolean overflowed = false;
      for (Removal removal : added) {
        overflowed |= enter(removal);
      }
      return overflowed;
    } finally {
      size = removals.size();
      lock.unlock();
    }
  }

  private boolean enter(Removal removal) {
    Removal known = removals.get(removal.id());
    if (known != null) {
      repeat(known);
      return false;
    }
    if (isCovered(removal)) {
      return false;
    }
    removals.put(removal.id(), removal);
    queue.add(removal);
    if (removal.of() == Removal.Of.GROUP || removals.size() <= capacity) {
      return false;
    }
    exchangeForGroups();
    return true;
  }

  private void repeat(Removal known) {
    switch (known.state()) {
      case QUEUED -> {}
      case IN_FLIGHT -> known.askAgain();
      case OVERTAKEN -> {
        known.become(Removal.State.QUEUED);
        queue.add(known);
      }
    }
  }

  /** The groups come first: whatever is in here must be held, by itself or by its group. */
  private void exchangeForGroups() {
    overflows.incrementAndGet();
    List<Removal> exchanged = new ArrayList<>(queue.size());
    Set<Integer> hit = new HashSet<>();
    for (Removal removal : queue) {
      if (removal.of() != Removal.Of.GROUP) {
        exchanged.add(removal);
        addGroups(removal, hit);
      }
    }
    hit.forEach(group -> enter(Removal.ofGroup(group)));
    queue.removeIf(removal -> removal.of() != Removal.Of.GROUP);
    exchanged.forEach(removal -> removals.remove(removal.id()));
  }

  private void addGroups(Removal removal, Set<Integer> hit) {
    if (removal.of() == Removal.Of.KEY) {
      hit.add(removal.group());
      return;
    }
    for (int group = 0; group < groups; group++) {
      hit.add(group);
    }
  }

  /** Takes the next removals for a replay; each must then be {@link #end ended}. */
  List<Removal> take(int max) {
    lock.lock();
    try {
      List<Removal> taken = new ArrayList<>();
      while (taken.size() < max && !queue.isEmpty()) {
        Removal next = queue.remove();
        next.startFlight();
        taken.add(next);
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Ends a replay: the removal is done, or goes back to the end of the queue. */
  void end(Removal removal, boolean acknowledged) {
    lock.lock();
    try {
      if (!removal.isAskedAgain() && (acknowledged || isCovered(removal))) {
        removals.remove(removal.id());
      } else {
        removal.become(Removal.State.QUEUED);
        queue.add(removal);
      }
    } finally {
      size = removals.size();
      lock.unlock();
    }
    removal.flight().complete(null);
  }

  /** Whether the removal of its group is still to come, which is as good as its own. */
  private boolean isCovered(Removal removal) {
    Removal group = removal.of() == Removal.Of.KEY ? removals.get(removal.group()) : null;
    return group != null && group.state() == Removal.State.QUEUED;
  }

  /**
   * Keeps the removal of a key from being replayed while a put is under way; the key is still held.
   *
   * @return null if the put may begin; else what it must wait for before it asks again
   */
  @Nullable CompletableFuture<Void> overtake(Key<?> key) {
    if (size == 0) {
      return null;
    }
    lock.lock();
    try {
      Removal removal = removals.get(key.text());
      if (removal == null || removal.state() == Removal.State.OVERTAKEN) {
        return null;
      }
      if (removal.state() == Removal.State.IN_FLIGHT) {
        return removal.flight();
      }
      removal.become(Removal.State.OVERTAKEN);
      queue.remove(removal);
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** A put that had overtaken the removal of its key has succeeded: the key is held no more. */
  void settle(Key<?> key) {
    if (size == 0) {
      return;
    }
    lock.lock();
    try {
      Removal removal = removals.get(key.text());
      if (removal != null && removal.state() == Removal.State.OVERTAKEN) {
        removals.remove(removal.id());
      }
    } finally {
      size = removals.size();
      lock.unlock();
    }
  }
}
