// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Sits on a connection's channel before Lettuce and notes when bytes arrive. Bytes that nothing
 * waits for and that are no push message would be taken for the answer to the next command: the
 * channel is closed instead.
 */
final class WireMonitor extends ChannelInboundHandlerAdapter {
  private static final byte PUSH = '>';

  private final LongSupplier nanoTime;
  private final AtomicInteger pending = new AtomicInteger();
  private volatile long lastHeard;
  private volatile long pendingSince;
  private volatile boolean armed;

  WireMonitor(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.lastHeard = nanoTime.getAsLong();
    this.pendingSince = lastHeard;
  }

  /** From now on every command is counted in {@link #pending}. */
  void arm() {
    armed = true;
  }

  AtomicInteger pending() {
    return pending;
  }

  void pendingSince(long now) {
    pendingSince = now;
  }

  long silence(long now) {
    return now - Math.max(lastHeard, pendingSince);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    lastHeard = nanoTime.getAsLong();
    if (armed && pending.get() == 0 && isUnasked(message)) {
      ReferenceCountUtil.release(message);
      ctx.close();
      return;
    }
    ctx.fireChannelRead(message);
  }

  private static boolean isUnasked(Object message) {
    return message instanceof ByteBuf bytes
        && bytes.isReadable()
        && bytes.getByte(bytes.readerIndex()) != PUSH;
  }
}
