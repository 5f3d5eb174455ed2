// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells events one after the other, in the order in which they happened: they are added under the
 * lock that orders them and told outside of it, by whichever thread finds nobody telling.
 * Thread-safe.
 */
final class SerialEvents {
  private final ConcurrentLinkedQueue<Runnable> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger untold = new AtomicInteger();

  /** Adds an event; called where the order is decided. */
  void add(Runnable event) {
    queue.add(event);
  }

  /** Tells what has been added; called without a lock. */
  void tell() {
    if (untold.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      for (Runnable event = queue.poll(); event != null; event = queue.poll()) {
        event.run();
      }
      seen = untold.addAndGet(-seen);
    } while (seen != 0);
  }
}
