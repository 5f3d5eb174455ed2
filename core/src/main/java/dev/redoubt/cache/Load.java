// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

/**
 * The load of one key: what was found instead of a value, the flight that others join, and the
 * lease under which the value may be stored. Confined to the thread that owns the flight, until its
 * value is on its way to Redis.
 */
final class Load<K, V> {
  private final Key<K> key;
  private final Lookup<V> found;
  private final Flight<V> flight;
  private long token;
  private boolean rivalled;
  private Baseline baseline = Baseline.UNKNOWN;

  Load(Key<K> key, Lookup<V> found, Flight<V> flight) {
    this.key = key;
    this.found = found;
    this.flight = flight;
  }

  Key<K> key() {
    return key;
  }

  Lookup<V> found() {
    return found;
  }

  Flight<V> flight() {
    return flight;
  }

  /** The token of the lease it holds, 0 if it has none. */
  long token() {
    return token;
  }

  boolean hasLease() {
    return token != 0;
  }

  void grant(long granted) {
    token = granted;
  }

  /** What was known of the epochs before the loader was called. */
  Baseline baseline() {
    return baseline;
  }

  void startFrom(Baseline known) {
    baseline = known;
  }

  /** Whether the lease is someone else's, so that nothing tells of puts and removals meanwhile. */
  boolean isRivalled() {
    return rivalled;
  }

  void rival() {
    rivalled = true;
  }
}
