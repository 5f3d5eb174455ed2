// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import dev.redoubt.HealthConfig;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether an application that cannot work without Redis should get requests. It has patience in
 * both directions: taking every instance out of service because of a short trouble would be the
 * greater outage. Not ready until Redis was there once; then at once. Thread-safe.
 */
final class Readiness {
  private final long unreadyAfter;
  private final long readyAfter;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean began; // All guarded by lock.
  private boolean ready;
  private boolean lastUsable;
  private long since;

  Readiness(HealthConfig config) {
    unreadyAfter = config.unreadyAfter().toNanos();
    readyAfter = config.readyAfter().toNanos();
  }

  /** Whether it is ready, given what is so now. */
  boolean isReady(boolean usable, long nanos) {
    lock.lock();
    try {
      if (usable && !began) {
        began = true;
        ready = true;
      }
      if (usable != lastUsable) {
        lastUsable = usable;
        since = nanos;
      }
      if (began && usable != ready && nanos - since >= (usable ? readyAfter : unreadyAfter)) {
        ready = usable;
      }
      return ready;
    } finally {
      lock.unlock();
    }
  }
}
