// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * UTF-8 without the JDK's replacement of half a surrogate pair by a question mark: two texts must
 * not become the same bytes.
 */
final class Utf8 {
  static byte[] encode(String text) throws CharacterCodingException {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return encodeStrictly(text);
      }
    }
    return text.getBytes(UTF_8);
  }

  private static byte[] encodeStrictly(String text) throws CharacterCodingException {
    ByteBuffer encoded = UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    return bytes;
  }

  private Utf8() {}
}
