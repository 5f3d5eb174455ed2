// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

/** An entry on its way to Redis, and how long it shall live there. */
final class Packet {
  private final byte[] bytes;
  private final long millis;

  Packet(byte[] bytes, long millis) {
    this.bytes = bytes;
    this.millis = millis;
  }

  /** The same entry in other epochs. */
  Packet stamped(Stamp stamp) {
    return new Packet(stamp.on(bytes), millis);
  }

  byte[] bytes() {
    return bytes;
  }

  /** Its time to live in Redis. */
  long millis() {
    return millis;
  }
}
