// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

/**
 * A valid key: as the user gave it, and as it is on the wire. Compared by identity.
 *
 * @param <K> the type of the user's keys
 */
final class Key<K> {
  private final K given;
  private final String text;
  private final byte[] bytes;
  private final long fingerprint;

  Key(K given, String text, byte[] bytes, long fingerprint) {
    this.given = given;
    this.text = text;
    this.bytes = bytes;
    this.fingerprint = fingerprint;
  }

  K given() {
    return given;
  }

  /** The user's key as text: its identity within the cache. */
  String text() {
    return text;
  }

  /** The key on the wire; not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  /** The fingerprint of the key on the wire, which its entry carries. */
  long fingerprint() {
    return fingerprint;
  }
}
