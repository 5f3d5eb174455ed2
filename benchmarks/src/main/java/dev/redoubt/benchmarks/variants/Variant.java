// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks.variants;

/**
 * One way to read from Redis.
 *
 * @param name as it stands in the tables
 * @param opener connects it to a server
 * @param <R> how it reads
 */
public record Variant<R>(String name, Opener<R> opener) {
  /** Connects a variant. */
  @FunctionalInterface
  public interface Opener<R> {
    /** Connects to a server, or through it to its cluster. */
    Opened<R> open(Address address) throws Exception;
  }
}
