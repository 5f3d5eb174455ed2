// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import io.lettuce.core.output.CommandOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Reads of many string values: one write per node. On a single server a few MGETs, on a cluster
 * groups of GETs, since an MGET may not span slots. What fails in a way that may be repeated goes
 * on as a call of its own; a node that is down fails its keys at once and leaves the others alone.
 */
final class BulkRead {
  /** Keys of one MGET or group, so that the server can serve others in between. */
  private static final int KEYS_PER_COMMAND = 256;

  private final Routes routes;
  private final List<byte[]> keys;
  private final Outcomes<byte[]> outcomes;
  private final long started;

  BulkRead(Routes routes, List<byte[]> keys) {
    this.routes = routes;
    this.keys = keys;
    this.outcomes = new Outcomes<>(keys.size());
    this.started = routes.context().nanoTime();
  }

  /** Completes when the last key has; never exceptionally. */
  CompletableFuture<BulkReply<byte[]>> result() {
    return outcomes.whole();
  }

  /** Waits for the result; what is missing when the deadline is over counts as failed. */
  BulkReply<byte[]> await() {
    Call<byte[]> clock = Call.read(routes, new byte[0], started);
    return outcomes.await(Waiting.patience(clock), (index, failure) -> clock.exception(failure));
  }

  BulkRead begin() {
    routes.context().budget().onCalls(keys.size());
    Map<Node, Share> shares = new HashMap<>();
    Share last = null;
    for (int i = 0; i < keys.size(); i++) {
      Node node = routes.context().isClosing() ? null : routes.nodeFor(keys.get(i));
      if (node == null) {
        goOnAlone(i);
      } else {
        if (last == null || last.node != node) {
          last = shares.computeIfAbsent(node, Share::new);
        }
        last.add(i);
      }
    }
    shares.values().forEach(Share::send);
    return this;
  }

  private void goOnAlone(int index) {
    outcomes.putWhenDone(index, Call.read(routes, keys.get(index)).begin());
  }

  /** The keys of one node. */
  private final class Share {
    private final Node node;
    private int[] indexes = new int[Math.min(keys.size(), KEYS_PER_COMMAND)];
    private int count;

    private Share(Node node) {
      this.node = node;
    }

    private void add(int index) {
      if (count == indexes.length) {
        indexes = Arrays.copyOf(indexes, Math.min(keys.size(), 2 * count));
      }
      indexes[count++] = index;
    }

    private void send() {
      Connection connection = node.link().connection();
      if (connection == null || node.breaker().isOpen() || node.isFull(connection)) {
        for (int i = 0; i < count; i++) {
          goOnAlone(indexes[i]);
        }
        return;
      }
      List<Part> parts = new ArrayList<>(count / KEYS_PER_COMMAND + 1);
      List<WireCommand> commands = new ArrayList<>(count / KEYS_PER_COMMAND + 1);
      for (int from = 0; from < count; from += KEYS_PER_COMMAND) {
        Part part = new Part(this, connection, from, Math.min(from + KEYS_PER_COMMAND, count));
        parts.add(part);
        commands.add(part.command());
      }
      long limit = routes.context().config().attemptTimeout().toNanos();
      if (node.exchange(connection, commands, count, 1, limit) == null) {
        Failure refused = Failure.of(FailureKind.CIRCUIT_OPEN);
        parts.forEach(part -> part.onFailure(refused));
      } else {
        connection.send(commands);
      }
    }
  }

  /** The keys of one command. */
  private final class Part implements Receiver {
    private final Share share;
    private final Connection connection;
    private final int from;
    private final int to;

    private Part(Share share, Connection connection, int from, int to) {
      this.share = share;
      this.connection = connection;
      this.from = from;
      this.to = to;
    }

    private WireCommand command() {
      if (to - from == 1) {
        return WireCommand.get(keys.get(share.indexes[from]), this);
      }
      byte[][] some = new byte[to - from][];
      for (int i = from; i < to; i++) {
        some[i - from] = keys.get(share.indexes[i]);
      }
      return routes.isSingleServer() ? WireCommand.mget(some, this) : WireCommand.gets(some, this);
    }

    @Override
    public void onReply(CommandOutput<byte[], byte[], ?> output) {
      Object reply = output.get();
      if (to - from == 1) {
        outcomes.put(share.indexes[from], reply);
      } else if (!(reply instanceof List<?> values) || values.size() != to - from) {
        share.node.link().drop(connection);
        onFailure(Failure.of(FailureKind.CORRUPT));
      } else if (output instanceof ManyValues) {
        putEach(values);
      } else {
        outcomes.putAll(share.indexes, from, values);
      }
    }

    private void putEach(List<?> replies) {
      for (int i = from; i < to; i++) {
        Object reply = replies.get(i - from);
        if (reply instanceof Failure failure) {
          goOn(share.indexes[i], failure);
        } else {
          outcomes.put(share.indexes[i], reply);
        }
      }
    }

    @Override
    public void onFailure(Failure failure) {
      // The user may GET but not MGET.
      boolean forbidden = failure.code().equals("NOPERM") && to - from > 1;
      for (int i = from; i < to; i++) {
        int index = share.indexes[i];
        if (forbidden) {
          goOnAlone(index);
        } else {
          goOn(index, failure);
        }
      }
    }

    private void goOn(int index, Failure failure) {
      Call<byte[]> call = Call.attempted(routes, keys.get(index), share.node, connection, started);
      call.onFailure(failure);
      outcomes.putWhenDone(index, call);
    }
  }
}
