// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import org.jspecify.annotations.Nullable;

/**
 * One attribute as a request sees it. Immutable; compared by identity.
 *
 * @see Attributes
 */
final class Slot {
  /** What is known and wanted of an attribute. */
  enum State {
    /** As Redis holds it; nobody has asked for it yet. */
    HELD,
    /** As Redis holds it, and somebody may be changing the value in place. */
    READ,
    /** As Redis holds it, and nobody can read it. */
    UNREADABLE,
    /** To be stored. */
    SET,
    /** To be removed. */
    REMOVED
  }

  final State state;

  /** The version that Redis has or had, 0 if it has none. */
  final long version;

  /** HELD: as Redis holds it, sealed or not. READ, SET: encoded, not sealed. Else empty. */
  final byte[] bytes;

  final @Nullable Object value;

  private Slot(State state, long version, byte[] bytes, @Nullable Object value) {
    this.state = state;
    this.version = version;
    this.bytes = bytes;
    this.value = value;
  }

  static Slot held(long version, byte[] bytes) {
    return new Slot(State.HELD, version, bytes, null);
  }

  static Slot set(long version, byte[] plain, Object value) {
    return new Slot(State.SET, version, plain, value);
  }

  static Slot read(long version, byte[] plain, Object value) {
    return new Slot(State.READ, version, plain, value);
  }

  Slot unreadable() {
    return new Slot(State.UNREADABLE, version, bytes, null);
  }

  static Slot removed(long version) {
    return new Slot(State.REMOVED, version, new byte[0], null);
  }

  Slot atVersion(long newer) {
    return new Slot(state, newer, bytes, value);
  }
}
