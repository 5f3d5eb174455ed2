// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

/**
 * A server's memory, from {@code INFO memory} and {@code INFO stats}.
 *
 * @param usedBytes what the data and their overhead take
 * @param maxBytes the limit, 0 when there is none
 * @param residentBytes what the operating system has given it
 * @param fragmentationRatio resident by used
 * @param fragmentationBytes resident less used
 * @param policy what happens at the limit, such as {@code allkeys-lru}
 */
public record MemoryReading(
    long usedBytes,
    long maxBytes,
    long residentBytes,
    double fragmentationRatio,
    long fragmentationBytes,
    String policy) {

  /** Used by limit, in percent; 0 when there is no limit. */
  public double usedPercent() {
    return maxBytes <= 0 ? 0 : 100.0 * usedBytes / maxBytes;
  }

  /** Whether it makes room at the limit instead of refusing writes. */
  public boolean evicts() {
    return !policy.isEmpty() && !policy.equals("noeviction");
  }
}
