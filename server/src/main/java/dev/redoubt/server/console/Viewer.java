// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.console;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** One who looks: a stream of server-sent events with a bounded queue. Thread-safe. */
final class Viewer {
  private static final int QUEUE_LIMIT = 10;

  private final Response response;
  private final Callback end;
  private final Consumer<Viewer> left;
  private final ReentrantLock lock = new ReentrantLock();

  // All guarded by lock.
  private final Deque<byte[]> queue = new ArrayDeque<>();
  private boolean writing;
  private boolean ended;
  private boolean endsInOrder;

  /** @param left hears, once, that nothing can be sent any more */
  Viewer(Response response, Callback end, Consumer<Viewer> left) {
    this.response = response;
    this.end = end;
    this.left = left;
  }

  /** Adds a message, which {@link #flush} sends. */
  void queue(byte[] message) {
    lock.lock();
    try {
      queue.add(message);
    } finally {
      lock.unlock();
    }
  }

  /** Sends what waits, or gives up a viewer that does not take it. */
  void flush() {
    byte @Nullable [] next;
    lock.lock();
    try {
      if (queue.size() > QUEUE_LIMIT) {
        next = null;
      } else if (writing || ended || queue.isEmpty()) {
        return;
      } else {
        writing = true;
        next = queue.remove();
      }
    } finally {
      lock.unlock();
    }
    if (next == null) {
      fail(new IOException("a viewer of the console is too slow"));
    } else {
      // Not under the lock: the callback may come at once, on this thread.
      response.write(false, ByteBuffer.wrap(next), Callback.from(this::written, this::fail));
    }
  }

  private void written() {
    boolean isLast;
    lock.lock();
    try {
      writing = false;
      isLast = endsInOrder;
    } finally {
      lock.unlock();
    }
    if (isLast) {
      end.succeeded();
    } else {
      flush();
    }
  }

  private void fail(Throwable cause) {
    boolean isFirst;
    lock.lock();
    try {
      isFirst = !ended || endsInOrder;
      ended = true;
      endsInOrder = false;
      queue.clear();
    } finally {
      lock.unlock();
    }
    if (isFirst) {
      left.accept(this);
      end.failed(cause);
    }
  }

  /** Ends the stream in order, after what is being written. */
  void end() {
    boolean now;
    lock.lock();
    try {
      now = !ended && !writing;
      endsInOrder = !ended && writing;
      ended = true;
      queue.clear();
    } finally {
      lock.unlock();
    }
    if (now) {
      end.succeeded();
    }
  }
}
