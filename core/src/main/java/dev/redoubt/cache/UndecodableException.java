// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

/** Bytes are not an entry, or not one of this cache. Never leaves the package; has no trace. */
final class UndecodableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Undecodable reason;

  UndecodableException(Undecodable reason) {
    super(reason.label(), null, false, false);
    this.reason = reason;
  }

  Undecodable reason() {
    return reason;
  }
}
