// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;

/** Text as UTF-8. */
record StringCodec() implements Codec<String> {
  @Override
  public String id() {
    return "utf-8";
  }

  @Override
  public byte[] encode(String value, EntryContext entry) {
    try {
      return Utf8.encode(value);
    } catch (CharacterCodingException e) {
      throw new UncheckedIOException("the text holds half a surrogate pair", e);
    }
  }

  @Override
  public String decode(byte[] bytes, int offset, int length, EntryContext entry) {
    return new String(bytes, offset, length, UTF_8);
  }
}
