// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets concurrent reads of one node share commands and writes. Callers queue their read; the first
 * one schedules one drain on the connection's event loop, which takes everything that is waiting by
 * then. So a lone read is sent at once as a GET, and a crowd of reads becomes few commands in one
 * write, without any timer or added delay. Equal keys are asked once. On a single server the reads
 * of a drain become one MGET; on a cluster, where an MGET may not span slots, a group of GETs.
 */
final class SharedReads implements Runnable {
  /**
   * Keys of one MGET: enough for nearly all of the gain, few enough for the server's other clients.
   */
  private static final int MAX_KEYS = 64;

  /** Above this average size, one answer to all would delay small values behind large ones. */
  private static final double LARGE_VALUE = 8192;

  private static final double AVERAGE_WEIGHT = 1.0 / 16;

  private static final Logger LOG = LoggerFactory.getLogger(SharedReads.class);

  private final Node node;
  private final ConcurrentLinkedQueue<Call<?>> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();

  // Volatile because a new connection may live on another event loop.
  private volatile boolean usesMget;
  private volatile double averageSize;

  /** @param usesMget whether one command may ask for all keys of the node */
  SharedReads(Node node, boolean usesMget) {
    this.node = node;
    this.usesMget = usesMget;
  }

  void offer(Call<?> read, Connection connection) {
    queue.offer(read);
    if (waiting.getAndIncrement() == 0) {
      schedule(connection);
    }
  }

  /** Queues two reads for one drain; the second one is answered before the first. */
  void offerBoth(Call<?> first, Call<?> second, Connection connection) {
    queue.offer(second);
    queue.offer(first);
    if (waiting.getAndAdd(2) == 0) {
      schedule(connection);
    }
  }

  /**
   * Ends reads whose time is over while they wait here, because a user's code holds up the event
   * loop. They need no timer of their own.
   */
  void endOverdue() {
    for (Call<?> read : queue) {
      if (read.left() == 0) {
        read.fail(Failure.of(FailureKind.TIMEOUT));
      }
    }
  }

  /** Reads not yet handed to a connection. */
  int waiting() {
    return waiting.get();
  }

  private void schedule(Connection connection) {
    try {
      connection.eventLoop().execute(this);
    } catch (RejectedExecutionException e) {
      run();
    }
  }

  /**
   * Drains until nothing is left; what goes wrong fails the reads at hand and never stops the
   * drain.
   */
  @Override
  public void run() {
    int taken = waiting.get();
    do {
      try {
        drain(Math.min(taken, MAX_KEYS));
      } catch (Throwable e) {
        LOG.error("Sending shared reads failed; what still waits goes with the next ones", e);
      }
      taken = waiting.addAndGet(-taken);
    } while (taken != 0);
  }

  private void drain(int expected) {
    List<Call<?>> batch = new ArrayList<>(expected);
    for (Call<?> read = queue.poll(); read != null; read = queue.poll()) {
      batch.add(read);
      if (batch.size() == MAX_KEYS) {
        send(batch);
        batch = new ArrayList<>(MAX_KEYS);
      }
    }
    send(batch);
  }

  private void send(List<Call<?>> batch) {
    if (batch.isEmpty()) {
      return;
    }
    try {
      Connection connection = node.link().connection();
      if (connection == null) {
        fail(batch, node.link().failureWhileDown());
      } else if (batch.size() == 1 || averageSize > LARGE_VALUE) {
        sendEach(batch, connection);
      } else {
        sendMerged(batch, connection);
      }
    } catch (Throwable e) {
      fail(batch, FailureClassifier.exception(e));
    }
  }

  private void sendEach(List<Call<?>> batch, Connection connection) {
    List<WireCommand> commands = new ArrayList<>(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      Call<?> read = batch.get(i);
      commands.add(read.toCommand());
    }
    write(connection, commands, batch);
  }

  private void sendMerged(List<Call<?>> batch, Connection connection) {
    MergedRead merged = new MergedRead(this, batch);
    byte[][] keys = merged.keys();
    write(connection, List.of(command(keys, merged)), batch);
  }

  private WireCommand command(byte[][] keys, MergedRead merged) {
    if (keys.length == 1) {
      return WireCommand.get(keys[0], merged);
    }
    return usesMget ? WireCommand.mget(keys, merged) : WireCommand.gets(keys, merged);
  }

  private void write(Connection connection, List<WireCommand> commands, List<Call<?>> batch) {
    long limit = node.context().config().attemptTimeout().toNanos();
    int calls = batch.size();
    if (node.exchange(connection, commands, calls, calls, limit) == null) {
      fail(batch, Failure.of(FailureKind.CIRCUIT_OPEN));
    } else if (commands.size() == 1) {
      connection.send(commands.get(0));
    } else {
      connection.send(commands);
    }
  }

  private static void fail(List<Call<?>> batch, Failure failure) {
    batch.forEach(read -> fail(read, failure));
  }

  private static void fail(Call<?> read, Failure failure) {
    try {
      read.onFailure(failure);
    } catch (Throwable e) {
      read.fail(FailureClassifier.exception(e));
    }
  }

  /** Notes a value's size; called for merged replies. */
  void onValue(int bytes) {
    double average = averageSize;
    averageSize = average + (bytes - average) * AVERAGE_WEIGHT;
  }

  /** The user may GET but not MGET. */
  void onMgetForbidden() {
    usesMget = false;
  }
}
