// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-decoding of RFC 3986: a plus stays a plus, bytes are UTF-8. */
final class PercentCode {
  private PercentCode() {}

  static String decode(String text) {
    byte[] in = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.allocate(in.length);
    for (int i = 0; i < in.length; i++) {
      if (in[i] != '%') {
        out.put(in[i]);
        continue;
      }
      if (i + 2 >= in.length) {
        throw malformed();
      }
      out.put((byte) (digit(in[i + 1]) << 4 | digit(in[i + 2])));
      i += 2;
    }
    return utf8(out.flip());
  }

  private static int digit(byte character) {
    int digit = Character.digit((char) character, 16);
    if (digit < 0) {
      throw malformed();
    }
    return digit;
  }

  private static String utf8(ByteBuffer bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw malformed();
    }
  }

  private static IllegalArgumentException malformed() {
    return UrlParts.refused(
        "a % is not followed by two hexadecimal digits of UTF-8; a % itself is written %25");
  }
}
