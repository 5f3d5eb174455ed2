// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

/**
 * A lease that Redis granted.
 *
 * @param token what tells it from all others
 * @param copyMillis how long the copy that it was stamped on had to live; 0 if there was none
 * @param granted when it was granted, in nanoseconds of the cache's ticker
 */
record Lease(long token, long copyMillis, long granted) {
  /** How long the copy has to live at that time. */
  long copyMillisAt(long time) {
    return copyMillis - (time - granted) / 1_000_000;
  }
}
