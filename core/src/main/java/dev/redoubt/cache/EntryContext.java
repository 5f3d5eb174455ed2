// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

/**
 * What a codec may know of the entry whose value it encodes or decodes. Immutable, except for the
 * array, which is not to be changed.
 */
public final class EntryContext {
  private final byte[] key;
  private final int maxValueBytes;

  /**
   * Creates a context.
   *
   * @param key the entry's key in Redis, {@code prefix:cache:key}
   * @param maxValueBytes the limit of the cache that it belongs to
   */
  public EntryContext(byte[] key, int maxValueBytes) {
    this.key = key;
    this.maxValueBytes = maxValueBytes;
  }

  /** The entry's key in Redis: it differs for every cache and every key. */
  public byte[] key() {
    return key;
  }

  /** The largest value, in bytes: what a codec makes of an entry must not become larger. */
  public int maxValueBytes() {
    return maxValueBytes;
  }
}
