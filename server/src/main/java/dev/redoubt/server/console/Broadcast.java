// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.console;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Sends the same bytes to everyone who looks. Whoever is too slow to take them is dropped, and gets
 * the whole history when it comes again.
 */
final class Broadcast {
  private static final int LIMIT = 200;

  private final ReentrantLock lock = new ReentrantLock();

  // Both guarded by lock.
  private final Set<Viewer> viewers = new HashSet<>();
  private boolean closed;

  /**
   * Takes a viewer in, who is first sent what has been.
   *
   * @return false if there are too many, or no more are taken
   */
  boolean join(Viewer viewer, Supplier<byte[]> history) {
    lock.lock();
    try {
      if (closed || viewers.size() >= LIMIT) {
        return false;
      }
      viewers.add(viewer);
      viewer.queue(history.get());
    } finally {
      lock.unlock();
    }
    viewer.flush();
    return true;
  }

  void leave(Viewer viewer) {
    lock.lock();
    try {
      viewers.remove(viewer);
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return viewers.size();
    } finally {
      lock.unlock();
    }
  }

  /** Sends to all; made only if there is anybody, and once. */
  void send(Supplier<byte[]> message) {
    List<Viewer> all;
    lock.lock();
    try {
      if (viewers.isEmpty()) {
        return;
      }
      byte[] bytes = message.get();
      all = List.copyOf(viewers);
      all.forEach(viewer -> viewer.queue(bytes));
    } finally {
      lock.unlock();
    }
    all.forEach(Viewer::flush);
  }

  /** Ends all streams. */
  void close() {
    List<Viewer> all;
    lock.lock();
    try {
      closed = true;
      all = List.copyOf(viewers);
      viewers.clear();
    } finally {
      lock.unlock();
    }
    all.forEach(Viewer::end);
  }
}
