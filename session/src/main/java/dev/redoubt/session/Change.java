// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * A change of an attribute on its way to Redis.
 *
 * @param name the attribute
 * @param value what it becomes, or null to remove it
 * @param plain the value encoded, or null to remove the attribute
 * @param version the version that this request has seen, 0 for none
 * @param from the slot that it was made of, or null
 */
// Compared by nobody.
@SuppressWarnings("ArrayRecordComponent")
record Change(
    String name,
    @Nullable Object value,
    byte @Nullable [] plain,
    long version,
    @Nullable Slot from) {

  byte[] nameBytes() {
    return name.getBytes(UTF_8);
  }
}
