// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks.variants;

import java.util.concurrent.CompletionStage;

/** Reads one value without waiting for it. Thread-safe. */
@FunctionalInterface
public interface AsyncReader {
  /** Will be the value of a key by its index in {@link Keys}. */
  CompletionStage<byte[]> get(int key);
}
