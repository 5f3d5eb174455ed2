// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

/** A cheap pseudo-random sequence (Marsaglia's xorshift), one per thread. Not thread-safe. */
final class Chance {
  private long state;

  Chance(long seed) {
    state = seed * 0x9E3779B97F4A7C15L + 1;
  }

  /** A number from 0 to {@code bound} - 1. */
  int below(int bound) {
    state ^= state << 13;
    state ^= state >>> 7;
    state ^= state << 17;
    return (int) ((state >>> 1) % bound);
  }
}
