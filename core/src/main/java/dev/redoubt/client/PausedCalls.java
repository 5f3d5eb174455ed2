// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The calls between two attempts: they wait for time to pass, or for a connection. Thread-safe; a
 * call that is answered by its first attempt never comes here.
 */
final class PausedCalls {
  private final Set<Call<?>> waiting = ConcurrentHashMap.newKeySet();
  private final AtomicInteger starting = new AtomicInteger();
  private final AtomicLong moves = new AtomicLong();

  void add(Call<?> call) {
    moves.incrementAndGet();
    waiting.add(call);
  }

  /** Starts the next attempt of a call, which may pause again. */
  void start(Call<?> call) {
    moves.incrementAndGet();
    starting.incrementAndGet();
    try {
      waiting.remove(call);
      call.start();
    } finally {
      starting.decrementAndGet();
    }
  }

  /** How many have not ended meanwhile. */
  int count() {
    return (int) waiting.stream().filter(call -> !call.isDone()).count() + starting.get();
  }

  /**
   * Changes whenever a call comes or goes: one that does between two looks, here and at the nodes,
   * may be seen by neither.
   */
  long moves() {
    return moves.get();
  }
}
