// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One key of a schedule: its version at the origin, what is known to be removed from the cache, and
 * the loads that are under way. It knows what the caches may do and must not.
 */
final class Origin {
  private final String key;
  private final long leaseNanos;
  private final AtomicInteger version = new AtomicInteger(1);
  private final AtomicInteger cancels = new AtomicInteger();
  private final List<LoadUnderWay> loads = new ArrayList<>(); // Guarded by this.
  private final Queue<String> problems = new ConcurrentLinkedQueue<>();
  private volatile int oldestAllowed;
  private volatile int oldestFresh;

  Origin(String key, long leaseNanos) {
    this.key = key;
    this.leaseNanos = leaseNanos;
  }

  /** A load between its call and its end; what was true when its caller asked. */
  record LoadUnderWay(long asked, int cancels, boolean disturbed) {}

  String key() {
    return key;
  }

  int version() {
    return version.get();
  }

  int change() {
    return version.incrementAndGet();
  }

  int cancels() {
    return cancels.get();
  }

  /** A lease may be gone from now on. */
  void cancel() {
    cancels.incrementAndGet();
  }

  int oldestAllowed() {
    return oldestAllowed;
  }

  int oldestFresh() {
    return oldestFresh;
  }

  /** A put or removal of that version was acknowledged. */
  void removed(int removed) {
    oldestAllowed = Math.max(oldestAllowed, removed);
    expired(removed);
  }

  /** Older versions may be served as stale copies at most. */
  void expired(int expired) {
    oldestFresh = Math.max(oldestFresh, expired);
  }

  /** A loader is called: nobody else may be loading under a lease that holds. */
  synchronized void begin(LoadUnderWay mine) {
    for (LoadUnderWay other : loads) {
      if (mayNotMeet(mine, other)) {
        problems.add("two loaders of " + key);
      }
    }
    loads.add(mine);
  }

  /** Whoever has waited for a whole lease may load; so may everyone after a cancellation. */
  private boolean mayNotMeet(LoadUnderWay mine, LoadUnderWay other) {
    long now = System.nanoTime();
    int current = cancels.get();
    return mine.cancels == current
        && other.cancels == current
        && !mine.disturbed
        && !other.disturbed
        && now - mine.asked < leaseNanos
        && now - other.asked < leaseNanos;
  }

  synchronized void end(LoadUnderWay mine) {
    loads.remove(mine);
  }

  /** Checks a value that was read by one who asked when that was the oldest allowed. */
  void check(String read, @Nullable Integer value, int oldest) {
    if (value == null || value < oldest || value > version.get()) {
      problems.add(read + " of " + key + " returned " + value + ", but " + oldest + " to " + version
          + " were right");
    }
  }

  List<String> problems() {
    return List.copyOf(problems);
  }
}
