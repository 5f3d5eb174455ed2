// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.util.Arrays;

/** Bytes as they are. */
record BytesCodec() implements Codec<byte[]> {
  @Override
  public String id() {
    return "bytes";
  }

  @Override
  public byte[] encode(byte[] value, EntryContext entry) {
    return value;
  }

  @Override
  public byte[] decode(byte[] bytes, int offset, int length, EntryContext entry) {
    return Arrays.copyOfRange(bytes, offset, offset + length);
  }
}
