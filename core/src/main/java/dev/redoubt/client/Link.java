// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import dev.redoubt.Backoff;
import dev.redoubt.HostAndPort;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one connection to one server alive: opens it, watches it, opens it again after a loss
 * (full-jitter backoff), and replaces it when it falls silent with commands pending although the
 * server answers on a fresh connection. A half-open socket would otherwise look open for many
 * minutes.
 *
 * <p>Thread-safe. At most one attempt to connect is under way at a time. Nothing here blocks.
 */
final class Link {
  /**
   * A refusal that will not pass in milliseconds: wrong credentials, no room for another client.
   */
  private static final Duration SLOW_RETRY = Duration.ofSeconds(1);

  private static final long SILENCE_PROBE_INTERVAL = Duration.ofSeconds(1).toNanos();

  /**
   * A silent connection is dropped after this many times the configured silence, answered or not.
   */
  private static final int HARD_LIMIT = 7;

  private final ClientContext context;
  private final String name;
  private final Dialer dialer;
  private final Runnable onReady;
  private final ReentrantLock lock = new ReentrantLock();
  private final SerialEvents events = new SerialEvents();

  private volatile @Nullable Connection current;
  private volatile ConnectionState state = ConnectionState.CONNECTING;
  private volatile @Nullable Failure lastFailure;
  private volatile long since;
  private volatile CompletableFuture<Void> firstAttempt = new CompletableFuture<>();
  private final AtomicLong opened = new AtomicLong();

  // Guarded by lock.
  private @Nullable Connection former;
  private boolean dialing;
  private int failedAttempts;
  private long lastProbe;

  Link(ClientContext context, HostAndPort address, Runnable onReady) {
    this.context = context;
    this.name = address.toString();
    this.dialer = new Dialer(context, address);
    this.onReady = onReady;
    this.since = context.nanoTime();
  }

  /** The connection that takes calls now, or null. */
  @Nullable Connection connection() {
    return current;
  }

  /** Whether there is one by now, and not that one. */
  boolean hasAnotherThan(@Nullable Connection former) {
    Connection now = current;
    return now != null && now != former;
  }

  ConnectionState state() {
    return state;
  }

  /** Why there is no connection. */
  Failure failureWhileDown() {
    Failure failure = lastFailure;
    if (state == ConnectionState.CLOSED) {
      return Failure.of(FailureKind.CLOSED);
    }
    return failure == null || failure.kind() == FailureKind.AUTHENTICATION
        ? orNotConnected(failure)
        : new Failure(FailureKind.NOT_CONNECTED, failure.reply(), failure.cause());
  }

  private static Failure orNotConnected(@Nullable Failure failure) {
    return failure == null ? Failure.of(FailureKind.NOT_CONNECTED) : failure;
  }

  @Nullable Failure lastFailure() {
    return lastFailure;
  }

  /** How long the state has been what it is. */
  Duration inState() {
    return Duration.ofNanos(context.nanoTime() - since);
  }

  /** How often a connection was opened after the first. */
  long reconnects() {
    return Math.max(0, opened.get() - 1);
  }

  /**
   * Completes when the first attempt since the start, or since the last connection was lost, has
   * succeeded or failed; never exceptionally.
   */
  CompletionStage<Void> firstAttempt() {
    return firstAttempt;
  }

  boolean isFirstAttemptOver() {
    return firstAttempt.isDone();
  }

  /** Whether there has been a connection. */
  boolean wasConnected() {
    return opened.get() > 0;
  }

  /** Opens the connection unless there is one or one is being opened; also after giving up. */
  void connect() {
    Connection predecessor;
    lock.lock();
    try {
      if (dialing || current != null || state == ConnectionState.CLOSED) {
        return;
      }
      dialing = true;
      failedAttempts = state == ConnectionState.GAVE_UP ? 0 : failedAttempts;
      predecessor = former;
      enter(ConnectionState.CONNECTING, failedAttempts, null);
    } finally {
      lock.unlock();
    }
    events.tell();
    dialer.dial(predecessor).whenComplete(this::dialed);
  }

  private void dialed(@Nullable Connection connection, @Nullable Throwable thrown) {
    if (connection != null) {
      adopt(connection);
    } else {
      failed(FailureClassifier.connect(unwrap(thrown)));
    }
    firstAttempt.complete(null);
  }

  private static Throwable unwrap(@Nullable Throwable thrown) {
    if (thrown == null) {
      return new IllegalStateException("neither a connection nor a reason");
    }
    Throwable cause = thrown.getCause();
    return thrown instanceof CompletionException && cause != null ? cause : thrown;
  }

  private void adopt(Connection fresh) {
    Connection replaced;
    lock.lock();
    try {
      dialing = false;
      if (state == ConnectionState.CLOSED) {
        fresh.abort();
        return;
      }
      replaced = current;
      current = fresh;
      former = null;
      failedAttempts = 0;
      opened.incrementAndGet();
      lastFailure = null;
      if (replaced == null) {
        enter(ConnectionState.READY, 0, null);
      } else {
        Duration silence = Duration.ofNanos(replaced.silence(context.nanoTime()));
        events.add(() -> context.listener().onConnectionReplaced(name, silence));
      }
    } finally {
      lock.unlock();
    }
    fresh.closed().thenRun(() -> lost(fresh));
    if (replaced != null) {
      replaced.abort();
    }
    events.tell();
    onReady.run();
  }

  private void failed(Failure failure) {
    int attempt;
    lock.lock();
    try {
      dialing = false;
      lastFailure = failure;
      if (state == ConnectionState.CLOSED || current != null) {
        return;
      }
      attempt = ++failedAttempts;
      int limit = context.config().connection().maxReconnectAttempts();
      boolean last = limit > 0 && attempt >= limit;
      enter(
          last ? ConnectionState.GAVE_UP : ConnectionState.DISCONNECTED, attempt, failure.cause());
    } finally {
      lock.unlock();
    }
    events.tell();
    connectLater(attempt, failure);
  }

  private void lost(Connection connection) {
    Failure loss = Failure.of(FailureKind.CONNECTION_LOST);
    lock.lock();
    try {
      if (current != connection) {
        return;
      }
      current = null;
      former = connection;
      firstAttempt = new CompletableFuture<>();
      if (state == ConnectionState.CLOSED) {
        return;
      }
      lastFailure = loss;
      enter(ConnectionState.DISCONNECTED, 0, null);
    } finally {
      lock.unlock();
    }
    connection.close();
    events.tell();
    connectLater(0, loss);
  }

  private void connectLater(int attempt, Failure failure) {
    if (state != ConnectionState.DISCONNECTED) {
      return;
    }
    Backoff backoff = context.config().connection().reconnect();
    long delay = backoff.delay(attempt, context.random()).toNanos();
    if (failure.kind() == FailureKind.AUTHENTICATION || failure.kind() == FailureKind.MAX_CLIENTS) {
      delay = Math.max(delay, SLOW_RETRY.toNanos());
    }
    context.schedule(timeout -> connect(), delay);
  }

  /** Looks at the connection's silence; called every few hundred milliseconds. */
  void supervise() {
    Connection connection = current;
    if (connection == null) {
      return;
    }
    long now = context.nanoTime();
    long limit = context.config().connection().silence().toNanos();
    // Bytes without an answer are no life either, once every caller has given up.
    long patience = Math.max(limit, context.config().attemptTimeout().toNanos());
    if (connection.unanswered(now) >= patience * HARD_LIMIT) {
      connection.abort();
      return;
    }
    boolean silent = connection.silence(now) >= limit || connection.unanswered(now) >= patience;
    if (silent && mayProbe(connection, now)) {
      dialer.dial(connection).whenComplete(this::dialed);
    }
  }

  private boolean mayProbe(Connection connection, long now) {
    lock.lock();
    try {
      if (dialing || current != connection || now - lastProbe < SILENCE_PROBE_INTERVAL) {
        return false;
      }
      lastProbe = now;
      dialing = true;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Gives up {@code connection}, if it is still the current one, and opens another. */
  void drop(@Nullable Connection connection) {
    if (connection != null && connection == current) {
      connection.abort();
    }
  }

  /** Closes for good, after what has been written; completes when it is closed. */
  CompletionStage<Void> close() {
    Connection connection;
    lock.lock();
    try {
      connection = current;
      current = null;
      enter(ConnectionState.CLOSED, 0, null);
    } finally {
      lock.unlock();
    }
    events.tell();
    CompletionStage<Void> closed =
        connection == null ? CompletableFuture.completedStage(null) : connection.close();
    firstAttempt.complete(null);
    return closed.handle((done, failed) -> dialer.close()).thenCompose(Function.identity());
  }

  /** Changes the state; the lock is held, and the event is told after it is released. */
  private void enter(ConnectionState next, int attempt, @Nullable Throwable cause) {
    state = next;
    since = context.nanoTime();
    events.add(() -> context.listener().onConnection(name, next, attempt, cause));
  }
}
