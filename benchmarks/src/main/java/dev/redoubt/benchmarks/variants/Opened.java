// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks.variants;

/**
 * A variant that is connected and filled.
 *
 * @param reader what is measured
 * @param closing closes its connections and ends its threads
 * @param <R> how it reads
 */
public record Opened<R>(R reader, Runnable closing) implements AutoCloseable {
  @Override
  public void close() {
    closing.run();
  }
}
