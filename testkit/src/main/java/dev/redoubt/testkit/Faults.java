// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The faults of one direction of a proxy. Only the proxy's thread uses it, but for the counter. */
final class Faults {
  private static final long NEVER = -1;
  private static final long SLICES_A_SECOND = 50;

  private final SplittableRandom random = new SplittableRandom(1);
  private final AtomicLong bytes = new AtomicLong();
  private long latencyNanos;
  private long jitterNanos;
  private long bytesPerSecond;
  private long lineFreeAt;
  private boolean blackHole;
  private boolean discard;
  private long cutAfter = NEVER;
  private long flipAfter = NEVER;

  void clear() {
    latencyNanos = 0;
    jitterNanos = 0;
    bytesPerSecond = 0;
    blackHole = false;
    discard = false;
    cutAfter = NEVER;
    flipAfter = NEVER;
  }

  void latency(Duration latency, Duration jitter) {
    latencyNanos = latency.toNanos();
    jitterNanos = jitter.toNanos();
  }

  void bandwidth(long bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
    lineFreeAt = System.nanoTime();
  }

  void blackHole() {
    blackHole = true;
  }

  void discard() {
    discard = true;
  }

  void cutAfter(long bytes) {
    cutAfter = bytes;
  }

  void flipAfter(long bytes) {
    flipAfter = bytes;
  }

  boolean isBlackHole() {
    return blackHole;
  }

  /** When bytes that arrive now are due. */
  long dueAt(long now) {
    return now + latencyNanos + (jitterNanos == 0 ? 0 : random.nextLong(jitterNanos + 1));
  }

  /** Bytes that got through, and whether the line is cut behind them. */
  record Passed(ByteBuffer bytes, boolean cut) {}

  /** What becomes of bytes that have arrived. */
  Passed pass(byte[] arrived) {
    if (discard) {
      return new Passed(ByteBuffer.allocate(0), false);
    }
    flip(arrived);
    if (cutAfter == NEVER) {
      return new Passed(ByteBuffer.wrap(arrived), false);
    }
    if (cutAfter > arrived.length) {
      cutAfter -= arrived.length;
      return new Passed(ByteBuffer.wrap(arrived), false);
    }
    ByteBuffer rest = ByteBuffer.wrap(arrived, 0, (int) cutAfter);
    cutAfter = NEVER;
    return new Passed(rest, true);
  }

  private void flip(byte[] arrived) {
    if (flipAfter == NEVER) {
      return;
    }
    if (flipAfter >= arrived.length) {
      flipAfter -= arrived.length;
      return;
    }
    arrived[(int) flipAfter] ^= 1;
    flipAfter = NEVER;
  }

  /** How many bytes may be written now; with a bandwidth, a slice whenever the line is free. */
  int mayWrite(long now) {
    if (bytesPerSecond == 0) {
      return Integer.MAX_VALUE;
    }
    return now - lineFreeAt < 0
        ? 0
        : (int) Math.min(Integer.MAX_VALUE, Math.max(1, bytesPerSecond / SLICES_A_SECOND));
  }

  /** When the line will be free. */
  long lineFreeAt() {
    return lineFreeAt;
  }

  void written(int count, long now) {
    bytes.addAndGet(count);
    if (bytesPerSecond != 0) {
      lineFreeAt = now + TimeUnit.SECONDS.toNanos(count) / bytesPerSecond;
    }
  }

  /** How many bytes have been passed on; any thread may ask. */
  long bytes() {
    return bytes.get();
  }
}
