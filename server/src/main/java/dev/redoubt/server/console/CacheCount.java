// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.console;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What one cache has done. Intervals are for one thread only. */
final class CacheCount {
  private final Map<Kind, LongAdder> totals = new EnumMap<>(Kind.class);
  private final Map<Kind, Long> taken = new EnumMap<>(Kind.class);
  private volatile int outbox;

  /** What is counted; the console's names are the labels. */
  enum Kind {
    READS("reads"),
    NEAR("near"),
    FLIGHT("flight"),
    REMOTE("remote"),
    STALE("stale"),
    MISSES("misses"),
    FAILED("failed"),
    FALLBACKS("fallbacks"),
    LOADS("loads"),
    LOAD_FAILURES("loadFailures"),
    STALE_SERVED("staleServed"),
    REJECTED("rejected");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  CacheCount() {
    for (Kind kind : Kind.values()) {
      totals.put(kind, new LongAdder());
    }
  }

  void add(Kind kind, long number) {
    adder(kind).add(number);
  }

  /** How many there have ever been. */
  long total(Kind kind) {
    return adder(kind).sum();
  }

  private LongAdder adder(Kind kind) {
    LongAdder found = totals.get(kind);
    if (found == null) {
      throw new IllegalStateException("not counted: " + kind);
    }
    return found;
  }

  void setOutbox(int size) {
    outbox = size;
  }

  /** How many removals wait for Redis to come back. */
  int outbox() {
    return outbox;
  }

  /** How many there have been since the last call. */
  long take(Kind kind) {
    long total = total(kind);
    Long before = taken.put(kind, total);
    return total - (before == null ? 0 : before);
  }
}
