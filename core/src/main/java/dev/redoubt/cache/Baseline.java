// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

/**
 * What was known of the epochs before a load began. What is loaded is at least as new as this.
 *
 * @param epoch the epoch of the cache; {@link Epochs#NONE} if it could not be learned, and then
 *     nothing is stored
 * @param anyTag changes with every removal of a tag; {@link Epochs#NONE} if it was not asked for
 * @param time when it was learned, in nanoseconds of the cache's ticker
 */
record Baseline(long epoch, long anyTag, long time) {
  /** Of a load for which Redis could not be asked. */
  static final Baseline UNKNOWN = new Baseline(Epochs.NONE, Epochs.NONE, 0);

  boolean isKnown() {
    return epoch != Epochs.NONE;
  }
}
