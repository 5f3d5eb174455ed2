// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

/** A way to compress. Implementations are thread-safe. */
interface Compressor {
  /** Its name in codecs' names, such as {@code deflate}. */
  String id();

  /** The bytes, compressed. */
  byte[] compress(byte[] plain);

  /**
   * Fills {@code plain} with what {@code length} bytes from {@code offset} stand for.
   *
   * @throws IllegalArgumentException if they are damaged, or stand for more or less than that
   */
  void decompress(byte[] compressed, int offset, int length, byte[] plain);
}
