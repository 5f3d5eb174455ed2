// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Announces the replies to a group of commands as one array. The driver does its bookkeeping per
 * command, which for a thousand small reads costs more than the reads; so {@link WireCommand#gets}
 * is one command to it that is written as many, and here the header of an array is put before their
 * replies. Used by one event loop, on a connection without push messages.
 */
final class ReplyGroups {
  private final Queue<Group> waiting = new ArrayDeque<>();

  /** Replies still to come up to the end of the last group. */
  private int coming;

  private static final class Group {
    private final int size;
    private int repliesBefore;
    private int left;
    private boolean announced;

    private Group(int repliesBefore, int size) {
      this.repliesBefore = repliesBefore;
      this.size = size;
      this.left = size;
    }

    /** Takes up to so many of the replies before it; answers how many. */
    private int skip(int available) {
      int skipped = Math.min(available, repliesBefore);
      repliesBefore -= skipped;
      return skipped;
    }

    private int take(int available) {
      int taken = Math.min(available, left);
      left -= taken;
      return taken;
    }
  }

  /**
   * Notes a command that is being written; answers how many replies the server will send.
   *
   * @param unanswered how many replies are still to come for those written before
   */
  int written(Object command, int unanswered) {
    int replies = command instanceof WireCommand mine ? mine.replies() : 1;
    if (replies > 1) {
      waiting.add(new Group(unanswered - coming, replies));
      coming = unanswered + replies;
    }
    return replies;
  }

  /** Whether there are replies to announce. */
  boolean isWaiting() {
    return !waiting.isEmpty();
  }

  /**
   * Passes bytes on, with the headers that belong between them.
   *
   * @param frames has just read these bytes and knows where replies end in them
   */
  void pass(ChannelHandlerContext ctx, ByteBuf bytes, ReplyFrames frames) {
    coming -= Math.min(coming, frames.ended());
    int from = bytes.readerIndex();
    int reply = 0;
    for (Group group = waiting.peek(); group != null; group = waiting.peek()) {
      reply += group.skip(frames.ended() - reply);
      int begin = reply == 0 ? bytes.readerIndex() : frames.end(reply - 1);
      if (group.repliesBefore > 0 || begin == bytes.writerIndex()) {
        break;
      }
      if (!group.announced) {
        group.announced = true;
        passSlice(ctx, bytes, from, begin);
        ctx.fireChannelRead(header(ctx, group.size));
        from = begin;
      }
      reply += group.take(frames.ended() - reply);
      if (group.left > 0) {
        break;
      }
      waiting.remove();
    }
    passSlice(ctx, bytes, from, bytes.writerIndex());
    bytes.release();
  }

  private static void passSlice(ChannelHandlerContext ctx, ByteBuf bytes, int from, int to) {
    if (to > from) {
      ctx.fireChannelRead(bytes.retainedSlice(from, to - from));
    }
  }

  private static ByteBuf header(ChannelHandlerContext ctx, int size) {
    byte[] header = ("*" + size + "\r\n").getBytes(US_ASCII);
    return ctx.alloc().buffer(header.length).writeBytes(header);
  }
}
