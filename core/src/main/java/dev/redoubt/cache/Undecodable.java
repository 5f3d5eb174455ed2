// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.util.Locale;

/** Why what Redis holds under a key is not an entry of this cache. Each of them is a miss. */
public enum Undecodable {
  /** Not written by Redoubt. */
  FOREIGN,
  /** Written by a version of Redoubt whose entries this one does not understand. */
  VERSION,
  /** Truncated, or its checksum is wrong. */
  CORRUPT,
  /** An entry of another key: a copied value, or a reply that belongs to another request. */
  KEY,
  /** Written with another codec. */
  CODEC,
  /** Written with another shape of the value's type. */
  SCHEMA,
  /** The codec could not decode the value. */
  VALUE,
  /** Encrypted with a secret that the key ring does not hold. */
  SECRET,
  /**
   * Encrypted, but the seal does not fit: changed, copied from another key, or sealed with another
   * secret of the same number.
   */
  SEAL;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name in metrics and logs, such as {@code schema}. */
  public String label() {
    return label;
  }
}
