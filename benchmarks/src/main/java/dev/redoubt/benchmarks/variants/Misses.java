// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks.variants;

/** The loader of the tables where every read must be a hit. */
final class Misses {
  private Misses() {}

  static byte[] wrongly() {
    throw new IllegalStateException("a miss");
  }

  static byte[] wrongly(String key) {
    throw new IllegalStateException("a miss");
  }
}
