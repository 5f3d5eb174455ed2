// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Notices when the machine leaves this JVM without a processor for a while. A call that was to end
 * within a second ends later by as much, and that is no fault of the client's.
 */
final class Pauses {
  private static final long NAP = Duration.ofMillis(1).toNanos();
  private static final long WORTH_NOTING = Duration.ofMillis(10).toNanos();
  private static final Queue<Pause> noticed = new ConcurrentLinkedQueue<>();

  private record Pause(long end, long nanos) {}

  static {
    Thread thread = new Thread(Pauses::watch, "pauses");
    thread.setDaemon(true);
    thread.start();
  }

  private static void watch() {
    for (long before = System.nanoTime(); ; ) {
      LockSupport.parkNanos(NAP);
      long now = System.nanoTime();
      if (now - before > WORTH_NOTING) {
        noticed.add(new Pause(now, now - before));
      }
      before = now;
    }
  }

  /** All pauses since then, taken together. */
  static Duration since(long nanoTime) {
    return Duration.ofNanos(noticed.stream()
        .filter(pause -> pause.end() - nanoTime > 0)
        .mapToLong(Pause::nanos)
        .sum());
  }

  private Pauses() {}
}
