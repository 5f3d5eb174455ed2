// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.CorruptedFrameException;
import java.util.Collection;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sits between Lettuce's commands and the channel. It notes since when an answer is waited for, and
 * it sees to it that what Lettuce takes for an answer is one: bytes that are not well-formed, or
 * that nothing was asked for, would be handed to a caller as its value or shift every later answer
 * to the wrong caller. The channel is reset instead, before Lettuce sees any of them.
 */
final class WireMonitor extends ChannelDuplexHandler {
  private final LongSupplier nanoTime;
  private final ReplyFrames frames = new ReplyFrames();
  private final ReplyGroups groups = new ReplyGroups();

  // Used by the event loop only.
  private boolean asked;
  private int unanswered;

  private volatile boolean waiting;
  private volatile long waitingSince;
  private volatile long lastHeard;
  private volatile boolean opened;
  private volatile @Nullable String refusal;

  WireMonitor(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.lastHeard = nanoTime.getAsLong();
    this.waitingSince = lastHeard;
  }

  /** For how long answers have been waited for without a byte; 0 when none is waited for. */
  long silence(long now) {
    return waiting ? now - Math.max(lastHeard, waitingSince) : 0;
  }

  /** For how long answers have been waited for without a whole one coming. */
  long unanswered(long now) {
    return waiting ? now - waitingSince : 0;
  }

  /**
   * The error with which the server has ended the handshake; null if it has not. The driver closes
   * the channel after one, and may report that closing instead.
   */
  @Nullable String refusal() {
    return refusal;
  }

  /** The handshake is over: errors are replies to commands from now on. */
  void opened() {
    opened = true;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (unanswered == 0) {
      waitingSince = nanoTime.getAsLong();
      waiting = true;
    }
    asked = true;
    if (!opened) {
      // The driver goes on: what it was told last was no refusal.
      refusal = null;
    }
    if (message instanceof Collection<?> batch) {
      batch.forEach(this::written);
    } else {
      written(message);
    }
    ctx.write(message, promise);
  }

  private void written(Object command) {
    unanswered += groups.written(command, unanswered);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    lastHeard = nanoTime.getAsLong();
    boolean expected = unanswered > 0;
    boolean grouped = groups.isWaiting();
    if (!(message instanceof ByteBuf bytes)) {
      ctx.fireChannelRead(message);
    } else if (!isSound(frames.read(bytes, grouped)) || (grouped && frames.sawPush())) {
      bytes.release();
      reset(ctx, expected);
    } else if (grouped) {
      groups.pass(ctx, bytes, frames);
    } else {
      noteRefusal(bytes);
      ctx.fireChannelRead(bytes);
    }
  }

  private void noteRefusal(ByteBuf bytes) {
    if (opened || !bytes.isReadable() || bytes.getByte(bytes.readerIndex()) != '-') {
      return;
    }
    int begin = bytes.readerIndex() + 1;
    int end = bytes.indexOf(begin, bytes.writerIndex(), (byte) '\r');
    if (end > 0) {
      refusal = bytes.toString(begin, end - begin, UTF_8);
    }
  }

  private boolean isSound(int answers) {
    if (frames.isBroken()) {
      return false;
    }
    // A server without room for a client says so before it is asked anything.
    if (!asked) {
      return true;
    }
    unanswered -= answers;
    if (unanswered < 0 || (unanswered == 0 && frames.isInReply())) {
      return false;
    }
    if (answers > 0) {
      waitingSince = lastHeard;
      waiting = unanswered > 0;
    }
    return true;
  }

  private static void reset(ChannelHandlerContext ctx, boolean expected) {
    if (expected) {
      ctx.fireExceptionCaught(new CorruptedFrameException("the server's bytes make no sense"));
    }
    ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
    ctx.close();
  }
}
