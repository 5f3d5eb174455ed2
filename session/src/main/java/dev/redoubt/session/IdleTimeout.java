// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import org.jspecify.annotations.Nullable;

/** How long a session lives without being used, and whether Redis knows that. Thread-safe. */
final class IdleTimeout {
  private volatile long millis;
  private volatile boolean isChanged;

  IdleTimeout(long millis) {
    this.millis = millis;
  }

  /** Zero for no such limit. */
  long millis() {
    return millis;
  }

  void change(long value) {
    millis = Math.max(0, value);
    isChanged = true;
  }

  /** One that Redis does not know yet, or null. */
  @Nullable Long changed() {
    return isChanged ? millis : null;
  }

  void stored() {
    isChanged = false;
  }
}
