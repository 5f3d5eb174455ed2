// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

/** What becomes of an attribute whose bytes no codec can read. It stays in Redis either way. */
public enum Unreadable {
  /** It is as if it were not there; counted. */
  ABSENT,
  /** Reading it throws an {@link UnreadableAttributeException} the first time; counted. */
  RAISE
}
