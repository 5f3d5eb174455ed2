// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import dev.redoubt.HostAndPort;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.ProtocolVersion;
import io.netty.util.Timeout;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A connection to one server beside those that carry calls, for a look at it now and then. It
 * reaches replicas as well as masters, and nothing that happens on it touches a breaker, a metric
 * or a caller. It is opened when something is asked, kept while answers come in time, and closed
 * when one does not. Thread-safe.
 */
public final class SideConnection implements AutoCloseable {
  private final ClientContext context;
  private final Dialer dialer;
  private final AtomicReference<
          @Nullable CompletableFuture<StatefulRedisConnection<byte[], byte[]>>>
      current = new AtomicReference<>();

  SideConnection(ClientContext context, HostAndPort address) {
    this.context = context;
    this.dialer = new Dialer(context, address);
  }

  /**
   * Sends requests with one write, in order, after opening the connection if there is none.
   * Completes within {@code limit}, never exceptionally, with one reply per request.
   */
  public CompletableFuture<List<SideReply>> ask(List<Request<?>> requests, Duration limit) {
    CompletableFuture<StatefulRedisConnection<byte[], byte[]>> dialed = connection();
    List<CompletableFuture<SideReply>> replies =
        requests.stream().map(any -> new CompletableFuture<SideReply>()).toList();
    CompletableFuture<Void> all =
        CompletableFuture.allOf(replies.toArray(new CompletableFuture<?>[0]));
    Timeout timer = context.schedule(
        expired -> {
          fail(replies, Failure.of(FailureKind.TIMEOUT));
          drop(dialed);
        },
        limit.toNanos());
    dialed.whenComplete((connection, thrown) -> {
      if (connection == null) {
        fail(replies, connect(thrown));
      } else {
        send(connection, requests, replies, () -> drop(dialed));
      }
    });
    return all.thenApply(done -> {
      timer.cancel();
      return replies.stream().map(CompletableFuture::join).toList();
    });
  }

  /** The open connection, the one that is being opened, or a new one. */
  private CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connection() {
    CompletableFuture<StatefulRedisConnection<byte[], byte[]>> existing = current.get();
    if (existing != null && isUsable(existing)) {
      return existing;
    }
    CompletableFuture<StatefulRedisConnection<byte[], byte[]>> fresh = new CompletableFuture<>();
    if (!current.compareAndSet(existing, fresh)) {
      return connection();
    }
    dialer.dialUnchecked().whenComplete((connection, thrown) -> {
      if (connection == null) {
        fresh.completeExceptionally(
            thrown == null ? new IllegalStateException("no connection") : thrown);
      } else {
        fresh.complete(connection);
      }
    });
    return fresh;
  }

  private static boolean isUsable(
      CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connection) {
    if (!connection.isDone()) {
      return true;
    }
    return !connection.isCompletedExceptionally() && connection.join().isOpen();
  }

  /** A handshake without an answer is silence, and no refusal: whichever timer is the first. */
  private static Failure connect(@Nullable Throwable thrown) {
    if (thrown == null) {
      return Failure.of(FailureKind.NOT_CONNECTED);
    }
    Failure failure = FailureClassifier.exception(thrown);
    return failure.kind() == FailureKind.TIMEOUT ? failure : FailureClassifier.connect(thrown);
  }

  private static void fail(List<CompletableFuture<SideReply>> replies, Failure failure) {
    SideReply reply = SideReply.of(failure, Duration.ZERO);
    replies.forEach(one -> one.complete(reply));
  }

  /** @param onLost hears of each request that the server did not answer, not even with an error */
  private void send(
      StatefulRedisConnection<byte[], byte[]> connection,
      List<Request<?>> requests,
      List<CompletableFuture<SideReply>> replies,
      Runnable onLost) {
    for (int i = 0; i < requests.size(); i++) {
      CompletableFuture<SideReply> place = replies.get(i);
      send(connection, requests.get(i), onLost)
          .whenComplete((reply, thrown) -> place.complete(reply));
    }
  }

  private <T> CompletionStage<SideReply> send(
      StatefulRedisConnection<byte[], byte[]> connection, Request<T> request, Runnable onLost) {
    long sent = context.nanoTime();
    Reply.Decoder<T> decoder = request.reply().decoder();
    try {
      return connection
          .async()
          .dispatch(Commands.keyword(request.name()), decoder.output(), request.arguments())
          .handle((reply, thrown) -> thrown == null
              ? SideReply.of(decoder.value().get(), since(sent))
              : failed(thrown, since(sent), onLost));
    } catch (RuntimeException e) {
      return CompletableFuture.completedStage(failed(e, Duration.ZERO, onLost));
    }
  }

  private static SideReply failed(Throwable thrown, Duration took, Runnable onLost) {
    Failure failure = FailureClassifier.exception(thrown);
    if (failure.reply() == null) {
      onLost.run();
    }
    return SideReply.of(failure, took);
  }

  private Duration since(long sent) {
    return Duration.ofNanos(context.nanoTime() - sent);
  }

  /**
   * Forgets a connection that did not answer; one that is still being opened may yet succeed. Of
   * one whose handshake was cut off the driver may say for ever that it is open.
   */
  private void drop(CompletableFuture<StatefulRedisConnection<byte[], byte[]>> silent) {
    if (silent.isDone() && current.compareAndSet(silent, null)) {
      silent.thenAccept(StatefulRedisConnection::closeAsync);
    }
  }

  /** The version of the protocol that the server speaks, 2 or 3; 0 while that is not known. */
  public int protocol() {
    CompletableFuture<StatefulRedisConnection<byte[], byte[]>> existing = current.get();
    if (existing == null || !existing.isDone() || existing.isCompletedExceptionally()) {
      return 0;
    }
    if (!(existing.join() instanceof StatefulRedisConnectionImpl<?, ?> lettuce)) {
      return 0;
    }
    ProtocolVersion version = lettuce.getConnectionState().getNegotiatedProtocolVersion();
    return version == null ? 0 : version == ProtocolVersion.RESP3 ? 3 : 2;
  }

  /** Closes the connection; what is under way fails. */
  @Override
  public void close() {
    CompletableFuture<StatefulRedisConnection<byte[], byte[]>> existing = current.get();
    if (existing == null || !existing.isDone() || existing.isCompletedExceptionally()) {
      dialer.close();
      return;
    }
    existing.join().closeAsync().whenComplete((done, failed) -> dialer.close());
  }
}
