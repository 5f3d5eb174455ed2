// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static dev.redoubt.cache.Entry.INT;

/**
 * Another codec's bytes, compressed where that makes them smaller.
 *
 * <pre>
 *  0  1  0 = as they are, 1 = compressed
 *  1  4  length before compression           only if compressed
 *  …     the bytes
 * </pre>
 */
record CompressedCodec<V>(Codec<V> inner, Compression compression) implements Codec<V> {
  private static final byte PLAIN = 0;
  private static final byte COMPRESSED = 1;
  private static final int HEADER = 1 + Integer.BYTES;

  @Override
  public String id() {
    return inner.id() + "+" + compression.compressor().id();
  }

  @Override
  public long schema() {
    return inner.schema();
  }

  @Override
  public byte[] encode(V value, EntryContext entry) {
    byte[] plain = inner.encode(value, entry);
    if (plain.length > entry.maxValueBytes()) {
      throw new IllegalArgumentException(plain.length
          + " bytes before compression are more than the limit of " + entry.maxValueBytes());
    }
    return pack(plain);
  }

  private byte[] pack(byte[] plain) {
    if (plain.length > compression.threshold()) {
      byte[] compressed = compression.compressor().compress(plain);
      if (HEADER + compressed.length < 1 + plain.length) {
        byte[] packed = behind(HEADER, COMPRESSED, compressed);
        INT.set(packed, 1, plain.length);
        return packed;
      }
    }
    return behind(1, PLAIN, plain);
  }

  private static byte[] behind(int header, byte method, byte[] bytes) {
    byte[] packed = new byte[header + bytes.length];
    packed[0] = method;
    System.arraycopy(bytes, 0, packed, header, bytes.length);
    return packed;
  }

  @Override
  public V decode(byte[] bytes, int offset, int length, EntryContext entry) {
    if (length > 0 && bytes[offset] == PLAIN) {
      return inner.decode(bytes, offset + 1, length - 1, entry);
    }
    if (length <= HEADER || bytes[offset] != COMPRESSED) {
      throw new IllegalArgumentException("not compressed by this codec");
    }
    byte[] plain = new byte[plainLength((int) INT.get(bytes, offset + 1), entry)];
    compression.compressor().decompress(bytes, offset + HEADER, length - HEADER, plain);
    return inner.decode(plain, 0, plain.length, entry);
  }

  /** The limit keeps a few bytes that promise gigabytes from being believed. */
  private static int plainLength(int promised, EntryContext entry) {
    if (promised < 1 || promised > entry.maxValueBytes()) {
      throw new IllegalArgumentException("larger than the limit of " + entry.maxValueBytes());
    }
    return promised;
  }

  @Override
  public Codec<V> compressed(Compression again) {
    throw new IllegalStateException("codec " + id() + " compresses already");
  }

  @Override
  public String toString() {
    return id();
  }
}
