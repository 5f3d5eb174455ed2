// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import java.io.IOException;

/**
 * Turns values of attributes into bytes and back. Bytes may come from anybody who can write to
 * Redis, so a codec must not let them choose what code runs. Thread-safe.
 *
 * @see TypedJson
 * @see JdkSerialization
 */
public interface AttributeCodec {
  /** The first byte of what it writes, by which values find their codec: 1 to 31 are Redoubt's. */
  byte format();

  /** Whether it can write values of this one's class. */
  boolean accepts(Object value);

  /** The value as bytes, without the format. Equal values need not become equal bytes. */
  byte[] encode(Object value) throws IOException;

  /**
   * The value again.
   *
   * @throws IOException if the bytes are no value that this codec has written
   */
  Object decode(byte[] bytes) throws IOException;

  /** Whether the value can never change, so that nobody needs to look whether it has. */
  boolean isImmutable(Object value);
}
