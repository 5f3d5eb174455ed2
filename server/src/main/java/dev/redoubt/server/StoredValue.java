// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A key and its value for JSON output, which cannot hold arbitrary bytes.
 *
 * @param key the key
 * @param value the value, if it is text
 * @param valueBase64 the value, if it is not
 */
@JsonInclude(Include.NON_NULL)
record StoredValue(
    String key, @Nullable String value, @Nullable String valueBase64) {

  static StoredValue of(String key, byte[] value) {
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
      return new StoredValue(key, text, null);
    } catch (CharacterCodingException e) {
      return new StoredValue(key, null, Base64.getEncoder().encodeToString(value));
    }
  }
}
