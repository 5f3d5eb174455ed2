// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The bytes of one connection in one direction, from a source to a sink. Only the proxy's thread
 * uses it.
 */
final class Flow {
  private static final long NOTHING_TO_DO = Long.MAX_VALUE;
  private static final int QUEUE_LIMIT = 1 << 20;

  private final Faults faults;
  private final SocketChannel source;
  private final SocketChannel sink;
  private final Deque<Chunk> queue = new ArrayDeque<>();
  private long lastDue = System.nanoTime();
  private int queued;
  private boolean held;
  private boolean sourceEnded;
  private boolean sinkIsFull;
  private boolean cut;
  private boolean finished;

  Flow(Faults faults, SocketChannel source, SocketChannel sink) {
    this.faults = faults;
    this.source = source;
    this.sink = sink;
  }

  private record Chunk(long due, ByteBuffer bytes) {}

  /** Holds this connection's bytes back, whatever happens to others. */
  void hold(boolean held) {
    this.held = held;
  }

  /**
   * The kernel keeps what is not read, and its sender notices nothing until the buffers are full.
   */
  boolean wantsToRead() {
    return !sourceEnded && !isBlocked() && queued < QUEUE_LIMIT;
  }

  boolean wantsToWrite() {
    return sinkIsFull && !isBlocked();
  }

  private boolean isBlocked() {
    return held || faults.isBlackHole();
  }

  /** Takes what the source has. */
  void read(ByteBuffer buffer, long now) throws IOException {
    buffer.clear();
    int count = source.read(buffer);
    if (count < 0) {
      sourceEnded = true;
      return;
    }
    byte[] arrived = new byte[count];
    buffer.flip().get(arrived);
    Faults.Passed passed = faults.pass(arrived);
    add(passed.bytes(), faults.dueAt(now));
    cut = passed.cut();
    sourceEnded = cut;
  }

  /** Puts bytes behind those that are under way. */
  void inject(byte[] bytes) {
    add(ByteBuffer.wrap(bytes.clone()), lastDue);
  }

  /** TCP never overtakes, so jitter cannot make bytes due before earlier ones. */
  private void add(ByteBuffer bytes, long due) {
    if (bytes.hasRemaining()) {
      lastDue = due - lastDue < 0 ? lastDue : due;
      queue.add(new Chunk(lastDue, bytes));
      queued += bytes.remaining();
    }
  }

  /** Passes on what is due, and then the end, if the source has ended. */
  void write(long now) throws IOException {
    sinkIsFull = false;
    while (!isBlocked() && !sinkIsFull && isDue(now)) {
      writeSome(queue.element().bytes(), now);
    }
    if (sourceEnded && queue.isEmpty() && !isBlocked() && !finished) {
      finished = true;
      sink.shutdownOutput();
    }
  }

  private boolean isDue(long now) {
    Chunk head = queue.peek();
    return head != null && head.due() - now <= 0 && faults.mayWrite(now) > 0;
  }

  private void writeSome(ByteBuffer bytes, long now) throws IOException {
    int end = bytes.limit();
    bytes.limit(bytes.position() + Math.min(bytes.remaining(), faults.mayWrite(now)));
    int wanted = bytes.remaining();
    int count = sink.write(bytes);
    bytes.limit(end);
    queued -= count;
    faults.written(count, now);
    sinkIsFull = count < wanted;
    if (!bytes.hasRemaining()) {
      queue.remove();
    }
  }

  /** In how many nanoseconds there is something to write, as far as time decides. */
  long nanosToWait(long now) {
    Chunk head = queue.peek();
    if (head == null || isBlocked() || sinkIsFull) {
      return NOTHING_TO_DO;
    }
    long line = faults.mayWrite(now) > 0 ? 0 : faults.lineFreeAt() - now;
    return Math.max(0, Math.max(head.due() - now, line));
  }

  /** Whether the sink has got everything. */
  boolean isFinished() {
    return finished;
  }

  /**
   * Whether the connection shall end, because it was cut and the bytes before have been passed on.
   */
  boolean isCut() {
    return cut && finished;
  }
}
