// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import org.jspecify.annotations.Nullable;

/** What a read of one key brought: the bytes under it, and the epoch of its group. */
final class Seen {
  private final byte @Nullable [] bytes;
  private final long epoch;
  private final long ticket;

  Seen(byte @Nullable [] bytes, long epoch, long ticket) {
    this.bytes = bytes;
    this.epoch = epoch;
    this.ticket = ticket;
  }

  byte @Nullable [] bytes() {
    return bytes;
  }

  long epoch() {
    return epoch;
  }

  /** The ticket of {@link Copies} from before the read. */
  long ticket() {
    return ticket;
  }

  /** The tags whose epochs decide as well; usually none. */
  long[] tags() {
    return Entry.tagsOf(bytes);
  }
}
