// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * Keeps the event loop of a client's connection busy until it is released: the reads that are begun
 * meanwhile wait, and are then sent together.
 */
final class BusyLoop {
  private final CountDownLatch released = new CountDownLatch(1);

  static BusyLoop of(ProtectedClient client) {
    BusyLoop loop = new BusyLoop();
    while (!loop.occupy(client)) {
      // An answer may be there before the callback is; then that runs here, and is asked for again.
    }
    return loop;
  }

  private boolean occupy(ProtectedClient client) {
    Thread tester = Thread.currentThread();
    CompletableFuture<Boolean> elsewhere = new CompletableFuture<>();
    client.getAsync(Requests.key("absent")).thenRun(() -> {
      boolean onTheLoop = Thread.currentThread() != tester;
      elsewhere.complete(onTheLoop);
      if (onTheLoop) {
        awaitQuietly();
      }
    });
    return elsewhere.join();
  }

  private void awaitQuietly() {
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void release() {
    released.countDown();
  }
}
