// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import org.jspecify.annotations.Nullable;

/** Bytes are not an entry, or not one of this cache. Never leaves the package; has no trace. */
final class UndecodableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Undecodable reason;
  private final boolean waste;

  UndecodableException(Undecodable reason) {
    this(reason, reason != Undecodable.VERSION, null);
  }

  UndecodableException(Undecodable reason, boolean waste) {
    this(reason, waste, null);
  }

  UndecodableException(Undecodable reason, boolean waste, @Nullable Throwable cause) {
    super(reason.label(), cause, false, false);
    this.reason = reason;
    this.waste = waste;
  }

  Undecodable reason() {
    return reason;
  }

  /** Whether the bytes are of no use to anyone, and may be replaced. */
  boolean isWaste() {
    return waste;
  }
}
