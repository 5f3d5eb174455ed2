// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

/** A codec of ours cannot decode a value, for a reason that is counted. Has no trace. */
final class UnreadableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Undecodable reason;

  UnreadableException(Undecodable reason) {
    super(reason.label(), null, false, false);
    this.reason = reason;
  }

  Undecodable reason() {
    return reason;
  }
}
