// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.bench;

import org.jspecify.annotations.Nullable;

/** A client that is measured; used by many threads at once. */
interface Contender extends AutoCloseable {
  String name();

  /** Reads a value. */
  byte @Nullable [] get(byte[] key);

  /** Stores a value, which expires by itself should this process not come to remove it. */
  void put(byte[] key, byte[] value);

  @Override
  void close();
}
