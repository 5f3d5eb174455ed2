// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

/** How an operation on several keys ended, as metrics label it. */
enum BulkOutcome {
  /** For every key. */
  SUCCESS,
  /** Redis could not be asked for some keys, or did not acknowledge them. */
  PARTIAL,
  /** For no key. */
  FAILED;

  static BulkOutcome of(int done, int failed) {
    if (failed == 0) {
      return SUCCESS;
    }
    return done == 0 ? FAILED : PARTIAL;
  }
}
