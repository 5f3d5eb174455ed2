// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import org.jspecify.annotations.Nullable;

/**
 * The load of one key: what was found instead of a value, the flight that others join, and the
 * lease under which the value may be stored. Confined to the thread that runs it, until its value
 * is on its way to Redis.
 */
final class Load<K, V> {
  private final Key<K> key;
  private final Flight<V> flight;
  private Lookup<V> found;
  private long foundAt;
  private @Nullable Lease lease;
  private boolean rivalled;
  private boolean unfenced;
  private Baseline baseline = Baseline.UNKNOWN;

  private long ticket;
  private long assumedEpoch;
  private int vainAttempts;

  Load(Key<K> key, Lookup<V> found, Flight<V> flight) {
    this.key = key;
    this.found = found;
    this.flight = flight;
  }

  Key<K> key() {
    return key;
  }

  /** What Redis held when it was last looked at. */
  Lookup<V> found() {
    return found;
  }

  /** When that was asked for, in nanoseconds of the cache's ticker, if it was looked at again. */
  long foundAt() {
    return foundAt;
  }

  void find(Lookup<V> later, long time) {
    found = later;
    foundAt = time;
  }

  Flight<V> flight() {
    return flight;
  }

  /** The lease it holds, or null. */
  @Nullable Lease lease() {
    return lease;
  }

  void grant(Lease granted) {
    lease = granted;
    rivalled = false;
  }

  /** What was known of the epochs before the loader was called. */
  Baseline baseline() {
    return baseline;
  }

  void startFrom(Baseline known) {
    baseline = known;
  }

  /**
   * How often it could not take the lease though nothing seemed to be there. A read of many keys
   * does not tell apart what is absent and what is of another type than a string.
   */
  int vainAttempts() {
    return vainAttempts;
  }

  /** The ticket of {@link Copies} from before the loader was called. */
  long ticket() {
    return ticket;
  }

  /** The epoch of its group as this JVM {@linkplain Epochs#assumed assumed} it then. */
  long assumedEpoch() {
    return assumedEpoch;
  }

  void takeTicket(long given, long epoch) {
    ticket = given;
    assumedEpoch = epoch;
  }

  /** Whether its value may be stored. */
  boolean isStorable() {
    return lease != null || unfenced;
  }

  /** Whether it runs because Redis could not be asked. */
  boolean isWithoutRedis() {
    return found.kind() == Lookup.Kind.UNKNOWN || (!isStorable() && !rivalled);
  }

  /** Whether the lease is someone else's, so that nothing tells of puts and removals meanwhile. */
  boolean isRivalled() {
    return rivalled;
  }

  void rival() {
    rivalled = true;
    vainAttempts += found.kind() == Lookup.Kind.ABSENT ? 1 : 0;
  }

  /** Whether its value is stored without a lease, since Redis does not let us take one. */
  boolean isUnfenced() {
    return unfenced;
  }

  void unfence() {
    unfenced = true;
  }
}
