// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * 64-bit FNV-1a. It tells keys and schemas apart by accident-proof, not attack-proof, numbers, and
 * is part of the entry format: it must never change.
 *
 * @see <a href="https://datatracker.ietf.org/doc/html/rfc9923">RFC 9923: the FNV non-cryptographic
 *     hash algorithm</a>
 */
final class Fingerprint {
  /** The fingerprint of nothing. */
  static final long EMPTY = 0xcbf29ce484222325L;

  private static final long PRIME = 0x100000001b3L;

  static long of(String text) {
    return of(text.getBytes(UTF_8));
  }

  static long of(byte[] bytes) {
    return extend(EMPTY, bytes, 0);
  }

  /** The fingerprint of what {@code state} stands for, followed by the bytes from {@code from}. */
  static long extend(long state, byte[] bytes, int from) {
    long hash = state;
    for (int i = from; i < bytes.length; i++) {
      hash = (hash ^ (bytes[i] & 0xff)) * PRIME;
    }
    return hash;
  }

  /** 64 bits folded into 32. */
  static int fold(long fingerprint) {
    return (int) (fingerprint ^ (fingerprint >>> 32));
  }

  private Fingerprint() {}
}
