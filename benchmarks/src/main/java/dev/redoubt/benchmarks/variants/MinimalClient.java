// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks.variants;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The ceiling: a client that can only GET, on one Netty connection, with no timeout, no error
 * handling, no reconnection and no other command. What it does not reach, no JVM client with one
 * event loop will. Callers queue; whoever finds the queue idle has the event loop write all of it.
 */
final class MinimalClient extends ChannelInboundHandlerAdapter implements AutoCloseable {
  private static final byte[] GET = "*2\r\n$3\r\nGET\r\n$".getBytes(StandardCharsets.US_ASCII);
  private static final int LINE_END = 2;

  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Queue<Get> queue = PlatformDependent.newMpscQueue();
  private final AtomicInteger queued = new AtomicInteger();
  private final Channel channel;

  // The event loop's own.
  private final ArrayDeque<Get> unanswered = new ArrayDeque<>(4096);
  private @Nullable ByteBuf rest;

  MinimalClient(Address address) throws InterruptedException {
    this.channel = new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(this)
        .connect(address.host(), address.port())
        .sync()
        .channel();
  }

  private static final class Get extends CompletableFuture<byte[]> {
    private final byte[] key;

    private Get(byte[] key) {
      this.key = key;
    }
  }

  CompletableFuture<byte[]> get(byte[] key) {
    Get get = new Get(key);
    queue.offer(get);
    if (queued.getAndIncrement() == 0) {
      channel.eventLoop().execute(this::writeAll);
    }
    return get;
  }

  private void writeAll() {
    int seen = queued.get();
    do {
      ByteBuf out = channel.alloc().directBuffer(seen * 48);
      for (Get get = queue.poll(); get != null; get = queue.poll()) {
        encode(get.key, out);
        unanswered.add(get);
      }
      channel.writeAndFlush(out, channel.voidPromise());
      seen = queued.addAndGet(-seen);
    } while (seen != 0);
  }

  private static void encode(byte[] key, ByteBuf out) {
    out.writeBytes(GET);
    ByteBufUtil.writeAscii(out, Integer.toString(key.length));
    out.writeByte('\r').writeByte('\n').writeBytes(key).writeByte('\r').writeByte('\n');
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = whole((ByteBuf) message);
    while (answerNext(in)) {}
    if (in.isReadable()) {
      rest = in;
    } else {
      in.release();
    }
  }

  private ByteBuf whole(ByteBuf received) {
    ByteBuf before = rest;
    if (before == null) {
      return received;
    }
    rest = null;
    ByteBuf joined = before.alloc().directBuffer(before.readableBytes() + received.readableBytes());
    joined.writeBytes(before).writeBytes(received);
    before.release();
    received.release();
    return joined;
  }

  /** Reads one bulk string; false if it has not arrived in full. */
  private boolean answerNext(ByteBuf in) {
    int start = in.readerIndex();
    int lineEnd = in.indexOf(start, in.writerIndex(), (byte) '\n');
    if (lineEnd < 0) {
      return false;
    }
    if (in.getByte(start) != '$') {
      throw new IllegalStateException("not a bulk string");
    }
    if (in.getByte(start + 1) == '-') {
      in.readerIndex(lineEnd + 1);
      unanswered.remove().complete(null);
      return true;
    }
    int length = number(in, start + 1, lineEnd - 1);
    if (in.writerIndex() - lineEnd - 1 < length + LINE_END) {
      return false;
    }
    byte[] value = new byte[length];
    in.getBytes(lineEnd + 1, value);
    in.readerIndex(lineEnd + 1 + length + LINE_END);
    unanswered.remove().complete(value);
    return true;
  }

  private static int number(ByteBuf in, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      number = number * 10 + in.getByte(i) - '0';
    }
    return number;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    fail(new IOException("the connection was closed"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(cause);
    ctx.close();
  }

  private void fail(Throwable cause) {
    for (Get get = unanswered.poll(); get != null; get = unanswered.poll()) {
      get.completeExceptionally(cause);
    }
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  static Opened<Reader> sync(Address address) throws InterruptedException {
    MinimalClient client = new MinimalClient(address);
    return new Opened<>(key -> client.get(Keys.bytes(key)).get(), client::close);
  }

  static Opened<AsyncReader> async(Address address) throws InterruptedException {
    MinimalClient client = new MinimalClient(address);
    return new Opened<>(key -> client.get(Keys.bytes(key)), client::close);
  }
}
