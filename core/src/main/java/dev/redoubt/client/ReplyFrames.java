// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Follows a server's bytes as RESP, in pieces of any size, and tells where replies end. It looks at
 * headers and line ends only and skips the values, so it costs a few nanoseconds per reply.
 *
 * <p>The driver trusts a length without looking whether the value really ends there: one wrong
 * digit would make it hand out a cut value, and one wrong line end would make it wait for ever.
 * Used by one thread.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">Redis: the
 *     serialization protocol (RESP)</a>
 */
final class ReplyFrames {
  /** As deep as the driver can read. */
  private static final int DEEPEST = 31;

  private static final long LONGEST = Integer.MAX_VALUE - 2;
  private static final int MOST_DIGITS = 19;
  private static final short LINE_END = '\r' << 8 | '\n';

  /** How far the first of eight bytes is from the last. */
  private static final int HIGHEST = Long.SIZE - Byte.SIZE;

  /** The bytes of a nil. */
  private static final int NIL = 3;

  /** What the next byte is. */
  private enum Next {
    TYPE,
    NUMBER,
    TEXT,
    LINE_FEED,
    VALUE,
    VALUE_RETURN,
    VALUE_LINE_FEED,
    NOTHING
  }

  private Next next = Next.TYPE;
  private byte type;
  private boolean negative;
  private int digits;
  private long number;
  private long valueLeft;

  /** How many elements are still to come, from the outermost aggregate to the innermost. */
  private final long[] elementsLeft = new long[DEEPEST];

  private int depth;
  private boolean push;
  private boolean pushed;
  private int ended;
  private int[] ends = {};

  /**
   * Reads on, without moving the buffer's reader index.
   *
   * @return how many replies ended in these bytes, push messages not counted
   */
  int read(ByteBuf bytes) {
    return read(bytes, false);
  }

  /** As {@link #read(ByteBuf)}, and may note where replies end, for {@link #end}. */
  int read(ByteBuf bytes, boolean noteEnds) {
    ended = 0;
    pushed = push;
    int end = bytes.writerIndex();
    int at = bytes.readerIndex();
    while (at < end) {
      int before = ended;
      int whole = next == Next.TYPE ? wholeValue(bytes, at, end) : at;
      if (whole > at) {
        at = whole;
        endOfFrame();
      } else if (next == Next.VALUE) {
        at += skip(end - at);
      } else {
        step(bytes.getByte(at++));
      }
      if (noteEnds && ended > before) {
        noteEnd(at);
      }
    }
    return ended;
  }

  private void noteEnd(int at) {
    if (ended > ends.length) {
      ends = Arrays.copyOf(ends, Math.max(64, 2 * ends.length));
    }
    ends[ended - 1] = at;
  }

  /** How many replies ended in the bytes that were read last. */
  int ended() {
    return ended;
  }

  /** The index behind the reply at {@code index} of those that ended in the bytes read last. */
  int end(int index) {
    return ends[index];
  }

  /** Whether some of the bytes that were read last belong to a push message. */
  boolean sawPush() {
    return pushed;
  }

  /**
   * The way of nearly all bytes: the index behind a value or nil that is here as a whole and sound.
   * Otherwise {@code at}, and it is read byte by byte.
   */
  private static int wholeValue(ByteBuf bytes, int at, int end) {
    // One access to the buffer instead of one for each byte: each of them checks bounds.
    return at + Long.BYTES <= end
        ? wholeValue(bytes, at, end, bytes.getLong(at))
        : isNil(bytes, at, end) ? at + NIL : at;
  }

  private static boolean isNil(ByteBuf bytes, int at, int end) {
    return at + NIL <= end && bytes.getByte(at) == '_' && bytes.getShort(at + 1) == LINE_END;
  }

  /** @param head the first eight bytes, which hold the length if it has no more than five digits */
  private static int wholeValue(ByteBuf bytes, int at, int end, long head) {
    int first = (int) (head >>> HIGHEST);
    if (first != '$') {
      return first == '_' && isNil(bytes, at, end) ? at + NIL : at;
    }
    int length = 0;
    int shift = HIGHEST - Byte.SIZE;
    for (; shift >= Byte.SIZE; shift -= Byte.SIZE) {
      int digit = (int) ((head >>> shift) & 0xff) - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      length = length * 10 + digit;
    }
    int digits = (HIGHEST - shift) / Byte.SIZE - 1;
    if (digits == 0 || shift < Byte.SIZE || (short) (head >>> (shift - Byte.SIZE)) != LINE_END) {
      return at;
    }
    int behind = at + 1 + digits + 2 + length;
    return behind + 2 <= end && bytes.getShort(behind) == LINE_END ? behind + 2 : at;
  }

  /** Whether the bytes were no RESP; there is no way back. */
  boolean isBroken() {
    return next == Next.NOTHING;
  }

  /** Whether a reply, not a push message, has begun and not ended. */
  boolean isInReply() {
    return !push && (depth > 0 || next != Next.TYPE);
  }

  private int skip(int available) {
    int skipped = (int) Math.min(available, valueLeft);
    valueLeft -= skipped;
    if (valueLeft == 0) {
      next = Next.VALUE_RETURN;
    }
    return skipped;
  }

  private void step(byte b) {
    switch (next) {
      case TYPE -> begin(b);
      case NUMBER -> digit(b);
      case TEXT -> text(b);
      case LINE_FEED -> {
        if (isSound(b == '\n')) {
          endOfLine();
        }
      }
      case VALUE_RETURN -> {
        if (isSound(b == '\r')) {
          next = Next.VALUE_LINE_FEED;
        }
      }
      case VALUE_LINE_FEED -> {
        if (isSound(b == '\n')) {
          endOfFrame();
        }
      }
      case VALUE, NOTHING -> {}
    }
  }

  private boolean isSound(boolean sound) {
    if (!sound) {
      next = Next.NOTHING;
    }
    return sound;
  }

  private void begin(byte b) {
    type = b;
    if (depth == 0) {
      push = b == '>';
      pushed |= push;
    }
    switch (b) {
      case '+', '-', '_', '#', ',', '(' -> next = Next.TEXT;
      case ':', '$', '!', '=', '*', '~', '>', '%' -> {
        next = Next.NUMBER;
        negative = false;
        digits = 0;
        number = 0;
      }
      default -> next = Next.NOTHING;
    }
  }

  private void digit(byte b) {
    if (b >= '0' && b <= '9' && digits < MOST_DIGITS) {
      digits++;
      number = number * 10 + (b - '0');
    } else if ((b == '-' || b == '+') && digits == 0 && !negative) {
      negative = b == '-';
    } else if (isSound(b == '\r' && digits > 0)) {
      next = Next.LINE_FEED;
    }
  }

  private void text(byte b) {
    if (b == '\r') {
      next = Next.LINE_FEED;
    } else {
      isSound(b != '\n');
    }
  }

  private void endOfLine() {
    switch (type) {
      case '$', '!', '=' -> beginValue();
      case '*', '~', '>' -> beginAggregate(number);
      case '%' -> beginAggregate(number * 2);
      default -> endOfFrame();
    }
  }

  private void beginValue() {
    if (negative) {
      endNil();
      return;
    }
    if (isSound(number >= 0 && number <= LONGEST)) {
      valueLeft = number;
      next = number == 0 ? Next.VALUE_RETURN : Next.VALUE;
    }
  }

  /** What RESP2 writes as a length of -1. */
  private void endNil() {
    if (isSound(number == 1)) {
      endOfFrame();
    }
  }

  private void beginAggregate(long elements) {
    if (negative) {
      endNil();
      return;
    }
    if (elements == 0) {
      endOfFrame();
      return;
    }
    if (isSound(elements > 0 && elements <= LONGEST && depth < DEEPEST)) {
      elementsLeft[depth++] = elements;
      next = Next.TYPE;
    }
  }

  private void endOfFrame() {
    next = Next.TYPE;
    while (depth > 0 && --elementsLeft[depth - 1] == 0) {
      depth--;
    }
    if (depth == 0) {
      ended += push ? 0 : 1;
      push = false;
    }
  }
}
