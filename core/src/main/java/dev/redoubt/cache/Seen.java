// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import org.jspecify.annotations.Nullable;

/** What a read of one key brought: the bytes under it, and the epoch of its group. */
final class Seen {
  private final byte @Nullable [] bytes;
  private final long epoch;

  Seen(byte @Nullable [] bytes, long epoch) {
    this.bytes = bytes;
    this.epoch = epoch;
  }

  byte @Nullable [] bytes() {
    return bytes;
  }

  long epoch() {
    return epoch;
  }

  /** The tags whose epochs decide as well; usually none. */
  long[] tags() {
    return Entry.tagsOf(bytes);
  }
}
