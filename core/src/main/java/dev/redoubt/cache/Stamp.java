// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.util.Arrays;

/**
 * The epochs that an entry is written with: it is valid while all of them are still the current
 * ones. Immutable: its arrays are not changed by anyone.
 */
final class Stamp {
  private static final long[] NO_TAGS = {};

  private final long epoch;
  private final long[] tags;
  private final long[] tagEpochs;

  private Stamp(long epoch, long[] tags, long[] tagEpochs) {
    this.epoch = epoch;
    this.tags = tags;
    this.tagEpochs = tagEpochs;
  }

  static Stamp of(long epoch) {
    return new Stamp(epoch, NO_TAGS, NO_TAGS);
  }

  /** The one that a well-formed entry has. */
  static Stamp of(byte[] entry) {
    long[] tags = Entry.tagsOf(entry);
    long[] tagEpochs = new long[tags.length];
    for (int i = 0; i < tags.length; i++) {
      int offset = Entry.TAGS + i * Entry.TAG_LENGTH;
      tagEpochs[i] = (long) Entry.LONG.get(entry, offset + Long.BYTES);
    }
    return new Stamp((long) Entry.LONG.get(entry, Entry.EPOCH), tags, tagEpochs);
  }

  /**
   * With tags.
   *
   * @param tags their fingerprints
   * @param tagEpochs their epochs, in the same order
   */
  static Stamp of(long epoch, long[] tags, long[] tagEpochs) {
    return new Stamp(epoch, tags, tagEpochs);
  }

  EntryWriter writer() {
    EntryWriter writer = new EntryWriter(tags.length).epoch(epoch);
    for (int i = 0; i < tags.length; i++) {
      writer.tag(i, tags[i], tagEpochs[i]);
    }
    return writer;
  }

  /** A copy of an entry with the same tags, in these epochs. */
  byte[] on(byte[] entry) {
    byte[] copy = entry.clone();
    Entry.LONG.set(copy, Entry.EPOCH, epoch);
    for (int i = 0; i < tags.length; i++) {
      int offset = Entry.TAGS + i * Entry.TAG_LENGTH;
      Entry.LONG.set(copy, offset + Long.BYTES, tagEpochs[i]);
    }
    Entry.INT.set(copy, Entry.CHECKSUM, Entry.checksum(copy));
    return copy;
  }

  long epoch() {
    return epoch;
  }

  long[] tags() {
    return tags;
  }

  /** Whether it names the same epochs for the same tags. */
  boolean agreesWith(Stamp other) {
    return epoch == other.epoch
        && Arrays.equals(tags, other.tags)
        && Arrays.equals(tagEpochs, other.tagEpochs);
  }

  /** Whether all its epochs are known. */
  boolean isComplete() {
    for (long tagEpoch : tagEpochs) {
      if (tagEpoch == Epochs.NONE) {
        return false;
      }
    }
    return epoch != Epochs.NONE;
  }
}
