// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Which thread waits for which flight, over all caches of a {@link Caches}: so that loaders that
 * call caches do not wait for each other in a ring.
 *
 * <p>A thread enters its wait before it follows the chain flight → owner → flight that the owner
 * waits for. Of the threads that close a ring, the last to enter therefore sees it whole.
 */
final class Waits {
  // Longer chains of loaders that call caches do not exist; a ring of others must not be followed
  // for ever.
  private static final int MAX_CHAIN = 64;

  private final ConcurrentMap<Thread, Flight<?>> waits = new ConcurrentHashMap<>();

  /** Enters the wait of this thread; false if the flight waits for this thread: do not wait. */
  boolean enter(Flight<?> flight) {
    Thread me = Thread.currentThread();
    waits.put(me, flight);
    if (!leadsTo(me, flight)) {
      return true;
    }
    leave();
    return false;
  }

  void leave() {
    waits.remove(Thread.currentThread());
  }

  private boolean leadsTo(Thread me, Flight<?> first) {
    @Nullable Flight<?> flight = first;
    for (int i = 0; i < MAX_CHAIN && flight != null && !flight.hasEnded(); i++) {
      if (flight.owner() == me) {
        return true;
      }
      Thread owner = flight.owner();
      flight = owner == null ? null : waits.get(owner);
    }
    return false;
  }
}
