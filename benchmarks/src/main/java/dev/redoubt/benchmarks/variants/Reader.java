// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks.variants;

import org.jspecify.annotations.Nullable;

/** Reads one value and waits for it. Thread-safe. */
@FunctionalInterface
public interface Reader {
  /** The value of a key by its index in {@link Keys}. */
  byte @Nullable [] get(int key) throws Exception;
}
