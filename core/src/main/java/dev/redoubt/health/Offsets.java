// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * How far a master's history went at earlier polls, from which follows for how long a replica has
 * lacked what it lacks. An offset means nothing in another history, so a new one begins anew. Not
 * thread-safe.
 */
final class Offsets {
  private static final int KEPT = 360;

  private final Deque<Sample> samples = new ArrayDeque<>();
  private String id = "";

  void add(String history, long offset, long nanos) {
    if (!history.equals(id)) {
      id = history;
      samples.clear();
    }
    samples.addLast(new Sample(offset, nanos));
    if (samples.size() > KEPT) {
      samples.removeFirst();
    }
  }

  /** For how long, at least, a replica that got as far as {@code offset} has been behind. */
  Duration behind(long offset, long nanos) {
    Iterator<Sample> newestFirst = samples.descendingIterator();
    long since = nanos;
    while (newestFirst.hasNext()) {
      Sample sample = newestFirst.next();
      if (sample.offset() <= offset) {
        break;
      }
      since = sample.nanos();
    }
    return Duration.ofNanos(Math.max(0, nanos - since));
  }

  private record Sample(long offset, long nanos) {}
}
