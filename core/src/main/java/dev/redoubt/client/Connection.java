// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import io.lettuce.core.api.StatefulRedisConnection;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One open connection to a server, from its ready check to its end; it is never revived. Counts
 * what is pending.
 */
final class Connection {
  private final StatefulRedisConnection<byte[], byte[]> lettuce;
  private final Channel channel;
  private final WireMonitor monitor;
  private final ServerIdentity identity;
  private final AtomicInteger pending = new AtomicInteger();
  private final AtomicBoolean lossBlamed = new AtomicBoolean();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final AtomicBoolean closing = new AtomicBoolean();

  Connection(
      StatefulRedisConnection<byte[], byte[]> lettuce,
      Channel channel,
      WireMonitor monitor,
      ServerIdentity identity) {
    this.lettuce = lettuce;
    this.channel = channel;
    this.monitor = monitor;
    this.identity = identity;
    channel.closeFuture().addListener(done -> closed.complete(null));
  }

  /** Sends one command from any thread. */
  void send(WireCommand command) {
    pending.incrementAndGet();
    lettuce.dispatch(command);
  }

  /**
   * Sends several commands with one write. They go to the channel as one message, which Lettuce's
   * handlers take as they are: its own {@code dispatch(Collection)} writes each command by itself,
   * and other threads' commands could slip in between.
   */
  void send(List<WireCommand> commands) {
    pending.addAndGet(commands.size());
    channel.writeAndFlush(commands).addListener(written -> {
      if (!written.isSuccess()) {
        Throwable cause = written.cause();
        commands.forEach(command -> command.completeExceptionally(cause));
      }
    });
  }

  void onAnswered() {
    pending.decrementAndGet();
  }

  int pending() {
    return pending.get();
  }

  /** For how long an answer has been waited for without a byte; 0 when none is waited for. */
  long silence(long now) {
    return monitor.silence(now);
  }

  /** For how long answers have been waited for without a whole one coming. */
  long unanswered(long now) {
    return monitor.unanswered(now);
  }

  /** Whether the caller is the first to ask: a connection is lost once, however many it served. */
  boolean blameLoss() {
    return lossBlamed.compareAndSet(false, true);
  }

  boolean isOpen() {
    return channel.isActive();
  }

  EventLoop eventLoop() {
    return channel.eventLoop();
  }

  ServerIdentity identity() {
    return identity;
  }

  /** Completes when the channel is closed, by whomever. */
  CompletionStage<Void> closed() {
    return closed;
  }

  /**
   * Closes after what has been written; also lets the driver forget a channel that is gone. Only
   * its own future says when it has.
   */
  CompletionStage<Void> close() {
    return closing.compareAndSet(false, true) ? lettuce.closeAsync() : closed;
  }

  /** Closes so that nothing that still waits in the send buffer can reach the server later. */
  void abort() {
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    close();
  }
}
