// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

/**
 * A kind and number of callers.
 *
 * @param <R> how they read
 */
interface Load<R> {
  /** As it stands in the tables. */
  String name();

  /** Lets the callers read until the gate closes. */
  Running start(R reader, Gate gate);

  /** A load under way. */
  interface Running {
    /** Waits for the callers, after the gate was closed; fails if one of them got a wrong reply. */
    Tally join() throws InterruptedException;
  }
}
