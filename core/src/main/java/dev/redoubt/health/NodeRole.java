// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

/** What a server is to others. */
public enum NodeRole {
  /** Owns data and takes writes. */
  MASTER,
  /** Follows a master. */
  REPLICA,
  /** It did not answer, or may not tell. */
  UNKNOWN
}
