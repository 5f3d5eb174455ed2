// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Who has logged in with a session.
 *
 * @param principal an HMAC of the name
 * @param label what the principal may know the session by, or empty
 */
// Compared by nobody.
@SuppressWarnings("ArrayRecordComponent")
record Login(byte[] principal, String label) {
  byte[] labelBytes() {
    return label.getBytes(UTF_8);
  }
}
