// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks.variants;

/** Reads many values at once and waits for them. */
@FunctionalInterface
public interface BulkReader {
  /** Reads {@code count} keys from index {@code from} on; answers how many came back right. */
  int getAll(int from, int count) throws Exception;
}
