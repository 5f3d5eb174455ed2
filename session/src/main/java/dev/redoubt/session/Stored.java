// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import java.util.Arrays;

/**
 * An attribute as a script returns it.
 *
 * @param version the version it was written at, 0 if there is none
 * @param bytes the value, sealed or not
 */
// Compared by nobody.
@SuppressWarnings("ArrayRecordComponent")
record Stored(long version, byte[] bytes) {
  /** As many bytes stand in front of each value. */
  static final int VERSION_BYTES = 6;

  /** Of a field's bytes; empty for no field. */
  static Stored of(byte[] field) {
    if (field.length < VERSION_BYTES) {
      return new Stored(0, new byte[0]);
    }
    long version = 0;
    for (int i = 0; i < VERSION_BYTES; i++) {
      version = (version << Byte.SIZE) | (field[i] & 0xff);
    }
    return new Stored(version, Arrays.copyOfRange(field, VERSION_BYTES, field.length));
  }

  boolean isAbsent() {
    return version == 0;
  }
}
