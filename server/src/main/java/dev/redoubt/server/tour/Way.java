// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.tour;

/** A way to get a word. */
@FunctionalInterface
public interface Way {
  /**
   * Gets a word.
   *
   * @return whether Redis had it
   * @throws Exception if the visitor gets an error instead of an answer
   */
  boolean get(String word) throws Exception;
}
