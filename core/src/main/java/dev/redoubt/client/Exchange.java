// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import io.netty.util.Timeout;
import io.netty.util.TimerTask;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One write to a node and the replies to it: one or many commands that share a breaker permit, a
 * time limit and one metrics event. Each command's receiver hears its own outcome as soon as it is
 * known.
 */
final class Exchange implements TimerTask {
  private final Node node;
  private final Connection connection;
  private final NodeBreaker.Permit permit;
  private final List<WireCommand> commands;
  private final int calls;
  private final long sentAt;
  private final AtomicInteger unanswered;
  private final AtomicBoolean concluded = new AtomicBoolean();
  private volatile @Nullable Timeout timer;
  private volatile @Nullable Failure failure;

  /** @param calls how many calls these commands answer, for the metrics */
  Exchange(
      Node node,
      Connection connection,
      NodeBreaker.Permit permit,
      List<WireCommand> commands,
      int calls) {
    this.node = node;
    this.connection = connection;
    this.permit = permit;
    this.commands = commands;
    this.calls = calls;
    this.unanswered = new AtomicInteger(commands.size());
    this.sentAt = node.context().nanoTime();
    for (int i = 0; i < commands.size(); i++) {
      commands.get(i).belongsTo(this);
    }
  }

  List<WireCommand> commands() {
    return commands;
  }

  /** Starts the clock; called just before the write. */
  void limit(long nanos) {
    timer = node.context().schedule(this, nanos);
  }

  /** The time is over: tells every command that is still unanswered. */
  @Override
  public void run(Timeout expired) {
    Failure late = Failure.of(FailureKind.TIMEOUT);
    if (conclude(late)) {
      commands.forEach(command -> tell(command, late));
    }
  }

  /** A command's reply or end came, in time or not. */
  void ended(WireCommand command, @Nullable Failure outcome) {
    connection.onAnswered();
    if (outcome != null) {
      note(outcome);
    }
    if (unanswered.decrementAndGet() == 0) {
      conclude(failure);
    }
    tell(command, outcome);
  }

  /** Notes the failures of parts of a command that was answered. */
  void note(List<Failure> failures) {
    failures.forEach(this::note);
  }

  private void note(Failure outcome) {
    if (outcome.kind() == FailureKind.CORRUPT) {
      // At once: the replies to the commands behind it are not theirs either.
      node.link().drop(connection);
    }
    Failure noted = failure;
    if (noted == null || (!noted.kind().countsForBreaker() && outcome.kind().countsForBreaker())) {
      failure = outcome;
    }
  }

  private boolean conclude(@Nullable Failure outcome) {
    if (!concluded.compareAndSet(false, true)) {
      return false;
    }
    Timeout running = timer;
    if (running != null) {
      running.cancel();
    }
    long nanos = node.context().nanoTime() - sentAt;
    settle(outcome, nanos);
    node.onConcluded(connection, commands.get(0).getType().toString(), calls, nanos, outcome);
    return true;
  }

  private void settle(@Nullable Failure outcome, long nanos) {
    if (outcome == null || !outcome.kind().countsForBreaker()) {
      permit.success(nanos);
    } else if (!endsConnection(outcome.kind())) {
      permit.failure(nanos, permit.callers());
    } else if (connection.blameLoss()) {
      // One event, not as many as there were commands under way: the next connection may be fine.
      permit.failure(nanos, 1);
    } else {
      permit.release();
    }
  }

  private static boolean endsConnection(FailureKind kind) {
    return kind == FailureKind.CONNECTION_LOST || kind == FailureKind.CORRUPT;
  }

  private static void tell(WireCommand command, @Nullable Failure outcome) {
    if (!command.settle()) {
      return;
    }
    if (outcome == null) {
      command.receiver().onReply(command.getOutput());
    } else {
      command.receiver().onFailure(outcome);
    }
  }
}
