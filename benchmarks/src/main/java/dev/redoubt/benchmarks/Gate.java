// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

/** Tells the callers of a load whether to go on, and whether what they do counts. */
final class Gate {
  private volatile boolean open = true;
  private volatile boolean counting;

  boolean isOpen() {
    return open;
  }

  boolean isCounting() {
    return counting;
  }

  void count(boolean counts) {
    counting = counts;
  }

  void close() {
    open = false;
  }
}
