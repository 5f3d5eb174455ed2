// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

/**
 * What the breaker of a node goes by, at one moment.
 *
 * @param failureRate the percentage of failed calls in the window; -1 until there are enough calls
 * @param slowCallRate the percentage of slow calls in the window; -1 until there are enough calls
 * @param successful the calls that the node answered
 * @param failed the calls that the node is blamed for
 */
public record BreakerStatistics(
    float failureRate, float slowCallRate, Calls successful, Calls failed) {
  /**
   * Calls of one kind.
   *
   * @param buffered how many are in the window
   * @param slow how many of those were slow
   * @param total how many there have ever been
   * @param nanos how long all of them took
   */
  public record Calls(int buffered, int slow, long total, long nanos) {}
}
