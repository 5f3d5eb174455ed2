// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import dev.redoubt.BreakerState;
import dev.redoubt.HostAndPort;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One Redis master: its connection, its breaker, its shared reads. The unit of failure: what
 * happens to one node costs only the keys that it owns. Thread-safe.
 */
final class Node {
  private static final long PROBE_INTERVAL = Duration.ofSeconds(1).toNanos();
  private static final long PROBE_AGAIN = Duration.ofMillis(200).toNanos();

  /**
   * Timeouts in a row after which the topology is looked at again: a frozen master may have a
   * successor.
   */
  private static final int SUSPICIOUS_TIMEOUTS = 3;

  private final ClientContext context;
  private final HostAndPort address;
  private final String name;
  private final Troubles troubles;
  private final NodeBreaker breaker;
  private final Link link;
  private final SharedReads reads;
  private final AtomicInteger timeoutsInRow = new AtomicInteger();
  private volatile long nextProbe;
  private volatile boolean probing;

  /**
   * @param mergesReads whether waiting reads become one MGET, which needs all keys on one server
   * @param troubles hears what may call for another look at the topology
   */
  Node(ClientContext context, HostAndPort address, boolean mergesReads, Troubles troubles) {
    this.context = context;
    this.address = address;
    this.name = address.toString();
    this.troubles = troubles;
    this.nextProbe = context.nanoTime();
    this.breaker =
        new NodeBreaker(name, context.config().breaker(), context::nanoTime, this::onBreaker);
    this.link = new Link(context, address, this::onReady);
    this.reads = new SharedReads(this, mergesReads);
  }

  /** Where a node reports what may mean that the topology has changed. */
  interface Troubles {
    void onTrouble(Node node, String reason);
  }

  ClientContext context() {
    return context;
  }

  HostAndPort address() {
    return address;
  }

  String name() {
    return name;
  }

  Link link() {
    return link;
  }

  NodeBreaker breaker() {
    return breaker;
  }

  /** Opens the connection; the node can be used at once, calls wait for the first attempt. */
  Node open() {
    context.listener().onNode(name, breaker::statistics);
    link.connect();
    return this;
  }

  /**
   * Starts one attempt of {@code call}; its outcome comes to {@link Call#onReply} or
   * {@link Call#onFailure}.
   */
  void send(Call<?> call) {
    Connection connection = link.connection();
    if (connection == null) {
      refuseUnconnected(call);
      return;
    }
    if (breaker.isOpen()) {
      refuse(call, FailureKind.CIRCUIT_OPEN);
      return;
    }
    if (isFull(connection)) {
      refuse(call, FailureKind.OVERLOADED);
      return;
    }
    call.sentOn(connection);
    if (call.isPlainRead() && context.config().connection().batchReads()) {
      reads.offer(call, connection);
    } else {
      sendAlone(call, connection);
    }
  }

  /** Starts the first attempts of two plain reads together; answers whether it did. */
  boolean sendBoth(Call<?> first, Call<?> second) {
    Connection connection = link.connection();
    if (connection == null
        || breaker.isOpen()
        || isFull(connection)
        || !context.config().connection().batchReads()) {
      return false;
    }
    context.budget().onCalls(2);
    first.attempted(this, connection);
    second.attempted(this, connection);
    reads.offerBoth(first, second, connection);
    return true;
  }

  /**
   * Whether so much is pending that another call is refused. A bulk call counts as one, so that its
   * size is the caller's choice.
   */
  boolean isFull(Connection connection) {
    int limit = context.config().connection().maxPending();
    return connection.pending() + reads.waiting() >= limit;
  }

  /** The breaker hears of it when the first attempt to reconnect has failed, not before. */
  private void refuseUnconnected(Call<?> call) {
    NodeBreaker.Permit permit = link.isFirstAttemptOver() ? breaker.tryAcquire() : null;
    if (permit != null) {
      permit.failure(0, 1);
    }
    Failure failure = link.failureWhileDown();
    context.listener().onCommand(name, call.name(), 1, 0, failure.kind().outcome());
    call.onFailure(failure);
  }

  private void refuse(Call<?> call, FailureKind kind) {
    context.listener().onCommand(name, call.name(), 1, 0, kind.outcome());
    call.onFailure(Failure.of(kind, kind == FailureKind.CIRCUIT_OPEN ? lastCause() : null));
  }

  private @Nullable Throwable lastCause() {
    Failure failure = link.lastFailure();
    return failure == null ? null : failure.cause();
  }

  private void sendAlone(Call<?> call, Connection connection) {
    WireCommand command = call.toCommand();
    Exchange exchange = exchange(connection, List.of(command), 1, 1, call.attemptNanos());
    if (exchange == null) {
      refuse(call, FailureKind.CIRCUIT_OPEN);
    } else if (call.isAsking()) {
      connection.send(List.of(asking(connection), command));
    } else {
      connection.send(command);
    }
  }

  /**
   * Admits {@code commands} as one exchange and starts its clock; the caller then writes them.
   *
   * @param calls how many calls they answer, for the metrics
   * @param callers how many wait for them, for the breaker: a bulk call's is one
   * @return null when the breaker refuses
   */
  @Nullable Exchange exchange(
      Connection connection, List<WireCommand> commands, int calls, int callers, long limitNanos) {
    NodeBreaker.Permit permit = breaker.tryAcquire(callers);
    if (permit == null) {
      return null;
    }
    Exchange exchange = new Exchange(this, connection, permit, commands, calls);
    exchange.limit(limitNanos);
    return exchange;
  }

  private WireCommand asking(Connection connection) {
    WireCommand asking = new WireCommand(
        CommandType.ASKING, new StatusOutput<>(ByteArrayCodec.INSTANCE), noArgs(), IGNORE);
    new Exchange(this, connection, breaker.uncounted(), List.of(asking), 1);
    return asking;
  }

  /** An exchange ended: tells the metrics, and does what its failure calls for. */
  void onConcluded(
      Connection connection, String command, int calls, long nanos, @Nullable Failure failure) {
    Outcome outcome = failure == null ? Outcome.SUCCESS : failure.kind().outcome();
    context.listener().onCommand(name, command, calls, nanos, outcome);
    if (failure == null) {
      if (timeoutsInRow.get() != 0) {
        timeoutsInRow.set(0);
      }
      return;
    }
    if (outcome != Outcome.REDIRECTED) {
      context.listener().onError(name, command, failure.kind().label());
    }
    if (failure.kind() == FailureKind.TIMEOUT
        && timeoutsInRow.incrementAndGet() % SUSPICIOUS_TIMEOUTS == 0) {
      troubles.onTrouble(this, failure.kind().label());
    }
    remedy(connection, failure.kind());
  }

  private void remedy(Connection connection, FailureKind kind) {
    switch (kind.remedy()) {
      case NONE -> {}
      case REFRESH_TOPOLOGY -> troubles.onTrouble(this, kind.label());
      case RECONNECT -> link.drop(connection);
      case LEAVE_NODE -> {
        link.drop(connection);
        troubles.onTrouble(this, kind.label());
      }
    }
  }

  private void onBreaker(BreakerState from, BreakerState to) {
    context.listener().onBreaker(name, from, to);
    if (to == BreakerState.OPEN) {
      troubles.onTrouble(this, "breaker open");
    }
  }

  private void onReady() {
    breaker.onConnected();
    nextProbe = context.nanoTime();
  }

  /**
   * Watches the connection and the reads that wait for it and, while the breaker is not closed,
   * probes the server.
   */
  void tick() {
    reads.endOverdue();
    link.supervise();
    Connection connection = link.connection();
    if (connection == null || probing || context.nanoTime() - nextProbe < 0) {
      return;
    }
    switch (breaker.state()) {
      case CLOSED -> {}
      case OPEN -> {
        if (!breaker.tryHalfOpen()) {
          ping(connection, breaker.uncounted());
        }
      }
      case HALF_OPEN -> {
        NodeBreaker.Permit permit = breaker.tryAcquire();
        if (permit != null) {
          ping(connection, permit);
        }
      }
    }
  }

  private void ping(Connection connection, NodeBreaker.Permit permit) {
    probing = true;
    WireCommand ping = new WireCommand(
        CommandType.PING, new StatusOutput<>(ByteArrayCodec.INSTANCE), noArgs(), probe());
    Exchange exchange = new Exchange(this, connection, permit, List.of(ping), 1);
    exchange.limit(context.config().attemptTimeout().toNanos());
    connection.send(ping);
  }

  private Receiver probe() {
    return new Receiver() {
      @Override
      public void onReply(CommandOutput<byte[], byte[], ?> output) {
        probed(true);
      }

      @Override
      public void onFailure(Failure failure) {
        probed(!failure.kind().countsForBreaker());
      }
    };
  }

  private void probed(boolean answered) {
    breaker.onProbe(answered);
    boolean soon = answered && breaker.state() != BreakerState.CLOSED;
    nextProbe = context.nanoTime() + (soon ? PROBE_AGAIN : jittered(PROBE_INTERVAL));
    if (breaker.state() == BreakerState.HALF_OPEN) {
      nextProbe = context.nanoTime();
    }
    probing = false;
  }

  private long jittered(long nanos) {
    return nanos - nanos / 10 + context.random().nextLong(nanos / 5);
  }

  private static CommandArgs<byte[], byte[]> noArgs() {
    return new CommandArgs<>(ByteArrayCodec.INSTANCE);
  }

  /** Calls sent or waiting to be sent, and not yet answered. */
  int pending() {
    Connection connection = link.connection();
    return reads.waiting() + (connection == null ? 0 : connection.pending());
  }

  NodeStatus status(int slots) {
    Failure failure = link.lastFailure();
    return new NodeStatus(
        name,
        link.state(),
        breaker.state(),
        pending(),
        slots,
        link.reconnects(),
        link.inState(),
        failure == null ? null : failure.describe());
  }

  CompletionStage<Void> close() {
    return link.close();
  }

  private static final Receiver IGNORE = new Receiver() {
    @Override
    public void onReply(CommandOutput<byte[], byte[], ?> output) {}

    @Override
    public void onFailure(Failure failure) {}
  };
}
