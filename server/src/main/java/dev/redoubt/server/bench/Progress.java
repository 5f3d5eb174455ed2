// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.bench;

/** Hears how far a run is. */
@FunctionalInterface
public interface Progress {
  /**
   * Is told at the beginning of each step.
   *
   * @param share of the whole, 0 to 1
   * @param doing what is being done
   */
  void tell(double share, String doing);
}
