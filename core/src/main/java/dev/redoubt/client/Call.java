// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import dev.redoubt.FailureContext;
import dev.redoubt.RedoubtException;
import dev.redoubt.SerializationException;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.CommandType;
import io.netty.util.Timeout;
import io.netty.util.TimerTask;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One call from its start to its answer, over all attempts: finds the node, follows redirections,
 * repeats what may be repeated, and ends by its deadline. It is the caller's future. One attempt is
 * under way at a time, so its plain fields are handed from thread to thread by the queues and
 * timers in between.
 */
final class Call<T> extends CompletableFuture<@Nullable T> implements Receiver, TimerTask {
  private final Routes routes;
  private final @Nullable Request<T> request;
  private final byte @Nullable [] key;
  private final RetryPolicy policy;
  private final long started;
  private final long limit;

  private int attempts;
  private boolean uncertain;
  private boolean guarded;
  private @Nullable Node node;
  private @Nullable Connection connection;
  private Reply.@Nullable Decoder<T> decoder;
  private @Nullable Detour detour;
  private volatile @Nullable Waiter waiter;

  private Call(
      Routes routes,
      @Nullable Request<T> request,
      byte @Nullable [] key,
      RetryPolicy policy,
      long started) {
    this.routes = routes;
    this.request = request == null ? null : request.shared();
    this.key = key;
    this.policy = policy;
    this.started = started;
    Duration own = request == null ? null : request.timeout();
    this.limit = (own == null ? context().config().timeout() : own).toNanos();
  }

  ClientContext context() {
    return routes.context();
  }

  /** A read of one string value. */
  static Call<byte[]> read(Routes routes, byte[] key) {
    return read(routes, key, routes.context().nanoTime());
  }

  static Call<byte[]> read(Routes routes, byte[] key, long started) {
    return new Call<>(routes, null, key, RetryPolicy.IDEMPOTENT, started);
  }

  /** A read whose first attempt was made by a bulk read that began at {@code started}. */
  static Call<byte[]> attempted(Routes routes, byte[] key, Node on, Connection used, long started) {
    Call<byte[]> call = read(routes, key, started);
    call.attempted(on, used);
    return call;
  }

  static <T> Call<T> of(Routes routes, Request<T> request) {
    return new Call<>(
        routes, request, request.routingKey(), request.retry(), routes.context().nanoTime());
  }

  /** A call to the node of that name, of one attempt. */
  static <T> Call<T> on(Routes routes, String name, Request<T> request) {
    Call<T> call = of(routes, request.retry(RetryPolicy.NEVER));
    for (Node node : routes.nodes()) {
      if (node.name().equals(name)) {
        call.detour().pin(node);
        return call;
      }
    }
    call.fail(Failure.of(FailureKind.NO_NODE));
    return call;
  }

  Call<T> begin() {
    if (context().isClosing()) {
      fail(Failure.of(FailureKind.CLOSED));
      return this;
    }
    context().budget().onCall();
    start();
    return this;
  }

  /** Tells the listener that a caller's own call begins, no part of a bulk call. */
  Call<T> observed() {
    CallListener observer = context().listener().onCall(name(), 1);
    if (observer != CallListener.NONE) {
      whenComplete((value, failed) -> observer.onEnd(failed));
    }
    return this;
  }

  /**
   * Begins two reads: in one write if one node has both, and is there. If the second is refused at
   * once, so is the first: it is of no use alone.
   */
  static void beginBoth(Call<?> first, Call<?> second) {
    Routes routes = first.routes;
    Node node = first.context().isClosing() ? null : routes.nodeFor(first.key);
    boolean together =
        node != null && node == routes.nodeFor(second.key) && node.sendBoth(first, second);
    if (!together) {
      second.begin();
      if (second.isCompletedExceptionally()) {
        second.whenComplete((none, refusal) -> first.completeExceptionally(refusal));
      } else {
        first.begin();
      }
    }
  }

  /** Starts the next attempt. */
  void start() {
    if (isDone()) {
      return;
    }
    Node target = target();
    if (target == null) {
      if (routes.isResolved()) {
        onFailure(Failure.of(routes.isClosed() ? FailureKind.CLOSED : FailureKind.NO_NODE));
      } else {
        startAfter(routes.resolved());
      }
      return;
    }
    node = target;
    if (!target.link().isFirstAttemptOver() && maySeeItOut(target.link())) {
      if (detour != null) {
        detour.putOff(target);
      }
      startAfter(target.link().firstAttempt());
      return;
    }
    attempts++;
    if (attemptNanos() < context().config().attemptTimeout().toNanos()) {
      guard();
    }
    target.send(this);
  }

  private @Nullable Node target() {
    Node sentTo = detour == null ? null : detour.takeTarget();
    return sentTo == null ? routes.nodeFor(key) : sentTo;
  }

  /**
   * Whether to wait for the connection that is being opened: at the start everybody does; after a
   * loss only who lost an attempt by it, the others are told at once.
   */
  private boolean maySeeItOut(Link link) {
    return retries() > 0 || !link.wasConnected();
  }

  private void startAfter(CompletionStage<Void> event) {
    guard();
    context().paused().add(this);
    event.thenRun(() -> context().paused().start(this));
  }

  /** Sees to it that the call ends by its deadline whatever happens to its attempts. */
  private void guard() {
    if (guarded) {
      return;
    }
    guarded = true;
    Timeout deadline = context().schedule(new Deadline(this), left());
    whenComplete((value, failed) -> deadline.cancel());
  }

  /** The timer's call after a retry's delay. */
  @Override
  public void run(Timeout elapsed) {
    context().paused().start(this);
  }

  private long remaining() {
    return limit - (context().nanoTime() - started);
  }

  /** The time until the deadline, in nanoseconds; never negative. */
  long left() {
    return Math.max(0, remaining());
  }

  /** The time for the next attempt. */
  long attemptNanos() {
    return Math.max(1, Math.min(context().config().attemptTimeout().toNanos(), remaining()));
  }

  void sentOn(Connection used) {
    connection = used;
  }

  /**
   * Notes an attempt that a bulk call has made for this one; answers whether the call may end
   * before the attempt does.
   */
  boolean attempted(Node on, Connection used) {
    node = on;
    connection = used;
    attempts = 1;
    boolean hasty = limit <= context().config().attemptTimeout().toNanos();
    if (hasty) {
      guard();
    }
    return hasty;
  }

  /** What came back was the reply to something else: the connection it came on is given up. */
  void dropConnection() {
    Node at = node;
    if (at != null) {
      at.link().drop(connection);
    }
  }

  byte @Nullable [] routingKey() {
    return key;
  }

  boolean isPlainRead() {
    return request == null && !isAsking();
  }

  boolean isAsking() {
    return detour != null && detour.isAsking();
  }

  private int retries() {
    return detour == null ? 0 : detour.retries();
  }

  private Detour detour() {
    Detour begun = detour;
    if (begun == null) {
      begun = new Detour();
      detour = begun;
    }
    return begun;
  }

  String name() {
    return request == null ? CommandType.GET.name() : request.name();
  }

  byte[] key() {
    if (key == null) {
      throw new IllegalStateException("a call without a key is never merged");
    }
    return key;
  }

  /** This attempt as a command on the wire. */
  WireCommand toCommand() {
    return toCommand(this);
  }

  WireCommand toCommand(Receiver receiver) {
    if (request == null) {
      return WireCommand.get(key(), receiver);
    }
    Reply.Decoder<T> reading = request.reply().decoder();
    decoder = reading;
    return detour != null && detour.isScriptInFull()
        ? request.inFull().toCommand(reading.output(), receiver)
        : request.toCommand(reading.output(), receiver);
  }

  // A read's T is byte[]: read() is its only maker.
  @SuppressWarnings("unchecked")
  boolean answer(byte @Nullable [] value) {
    return complete((T) value);
  }

  /** As {@link #answer}, but leaves {@link #waiter} to the caller to wake. */
  // As above.
  @SuppressWarnings("unchecked")
  boolean answerWithoutWaking(byte @Nullable [] value) {
    return super.complete((T) value);
  }

  // As above.
  @SuppressWarnings("unchecked")
  @Override
  public void onReply(CommandOutput<byte[], byte[], ?> output) {
    Reply.Decoder<T> reading = decoder;
    if (reading == null) {
      complete((T) output.get());
      return;
    }
    try {
      complete(reading.value().get());
    } catch (RuntimeException e) {
      completeExceptionally(
          new SerializationException("The reply has another shape", describe(), e));
    }
  }

  @Override
  public void onFailure(Failure failure) {
    if (isDone()) {
      return;
    }
    uncertain |= failure.kind().mayHaveExecuted();
    if (failure.reply() != null && failure.kind().isRefusal()) {
      detour().refused(failure);
    }
    switch (failure.kind()) {
      case MOVED, ASK -> redirect(failure);
      case NOSCRIPT -> sendInFull(failure);
      default -> retryOrFail(failure);
    }
  }

  private void redirect(Failure failure) {
    startOrFail(detour().redirect(failure, node, routes, key), failure);
  }

  private void sendInFull(Failure failure) {
    boolean possible = request != null && request.script() != null;
    startOrFail(possible && detour().sendInFull(), failure);
  }

  private void startOrFail(boolean goesOn, Failure failure) {
    if (goesOn) {
      start();
    } else {
      fail(failure);
    }
  }

  private void retryOrFail(Failure failure) {
    long delay = failure.kind().soonest().toNanos();
    delay += context()
        .config()
        .retry()
        .backoff()
        .delay(retries(), context().random())
        .toNanos();
    if (!mayRetry(failure.kind()) || delay >= remaining() || !context().budget().tryTake()) {
      fail(failure);
      return;
    }
    Node failed = node;
    String at = failed == null ? "" : failed.name();
    context().listener().onRetry(at, name(), detour().retry(), Duration.ofNanos(delay));
    context().paused().add(this);
    context().schedule(this, delay);
  }

  private boolean mayRetry(FailureKind kind) {
    int allowed = Math.min(kind.maxRetries(policy), context().config().retry().maxRetries());
    if (retries() >= allowed) {
      return false;
    }
    return switch (kind) {
      // Who finds the node down is told at once; who lost it under way may hope for the next
      // connection.
      case NOT_CONNECTED -> attempts > 1;
      case NO_NODE -> !routes.nodes().isEmpty();
      case TIMEOUT -> node != null && node.link().hasAnotherThan(connection);
      default -> true;
    };
  }

  /** Ends it, whatever is under way. */
  void fail(Failure failure) {
    Failure told = detour == null ? null : detour.refusal();
    boolean unreachable =
        failure.kind() == FailureKind.NOT_CONNECTED || failure.kind() == FailureKind.CIRCUIT_OPEN;
    // What the server has said tells more than that it was given up for it.
    completeExceptionally(exception(unreachable && told != null ? told : failure));
  }

  /** What the caller is told if the call ends with {@code failure} now. */
  RedoubtException exception(Failure failure) {
    uncertain |= failure.kind().mayHaveExecuted() && attempts > 0;
    return failure.toException(describe());
  }

  private FailureContext describe() {
    Node at = node;
    return new FailureContext(
        name(),
        null,
        at == null ? null : at.name(),
        attempts,
        Duration.ofNanos(context().nanoTime() - started),
        at == null ? null : at.breaker().state(),
        uncertain);
  }

  @Override
  public boolean complete(@Nullable T value) {
    boolean ended = super.complete(value);
    Waiter.wake(waiter);
    return ended;
  }

  @Override
  public boolean completeExceptionally(Throwable failure) {
    boolean ended = super.completeExceptionally(failure);
    Waiter.wake(waiter);
    return ended;
  }

  /** Has {@code thread} woken at the end; it must look whether the call has ended afterwards. */
  void awaitedBy(Waiter thread) {
    waiter = thread;
  }

  @Nullable Waiter waiter() {
    return waiter;
  }

  /** Waits for the answer; throws a {@link RedoubtException} and nothing else. */
  @Nullable T await() {
    return Waiting.forAnswer(this);
  }
}
