// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.RedoubtException;
import dev.redoubt.client.BulkReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stores loaded values under their leases. Does not wait: a flight can be found until Redis has
 * answered, so no one in this JVM looks in Redis before the value is there. The answer is also the
 * flight's verdict: the lease still stood, or the key was put or removed meanwhile.
 */
final class Fills<V> {
  private final Entries<V> entries;
  private final Flights<V> flights;
  private final Leases<V> leases;
  private final Validity validity;
  private final Events events;
  private final Duration ttl;

  Fills(
      Entries<V> entries,
      Flights<V> flights,
      Leases<V> leases,
      Validity validity,
      Events events,
      Duration ttl) {
    this.entries = entries;
    this.flights = flights;
    this.leases = leases;
    this.validity = validity;
    this.events = events;
    this.ttl = ttl;
  }

  /** Lands a load with a value, which is stored, or with null: the origin has none. */
  void land(Load<?, V> load, @Nullable V value, LoadTime time) {
    load.flight().land(value, events.now());
    Packet entry = pack(load, value, time);
    if (entry == null) {
      landUnstored(load);
      return;
    }
    long start = events.now();
    leases.fill(load, entry).whenComplete((stored, failure) -> {
      events.fill(outcome(stored, failure), start);
      confirm(load, stored);
    });
  }

  /** As {@link #land}, for the values of one bulk load, each at the place of its load. */
  <K> void landAll(List<Load<K, V>> loads, List<? extends @Nullable V> values, LoadTime time) {
    List<Load<K, V>> sent = new ArrayList<>(loads.size());
    List<Packet> packets = new ArrayList<>(loads.size());
    for (int i = 0; i < loads.size(); i++) {
      loads.get(i).flight().land(values.get(i), events.now());
      Packet entry = pack(loads.get(i), values.get(i), time);
      if (entry == null) {
        landUnstored(loads.get(i));
      } else {
        sent.add(loads.get(i));
        packets.add(entry);
      }
    }
    if (!sent.isEmpty()) {
      long start = events.now();
      leases.fillAll(sent, packets).thenAccept(replies -> stored(sent, replies, start));
    }
  }

  private <K> void stored(List<Load<K, V>> loads, BulkReply<Boolean> replies, long start) {
    for (int i = 0; i < loads.size(); i++) {
      confirm(loads.get(i), replies.value(i));
      events.fill(outcome(replies.value(i), replies.failure(i)), start);
    }
  }

  private @Nullable Packet pack(Load<?, V> load, @Nullable V value, LoadTime time) {
    if (value == null) {
      return null;
    }
    if (!load.hasLease() || !load.baseline().isKnown()) {
      events.notFilled(FillOutcome.UNLEASED);
      return null;
    }
    try {
      return entries.loaded(load.key(), value, ttl, time, Stamp.of(load.baseline().epoch()));
    } catch (RedoubtException e) {
      events.notFilled(FillOutcome.UNFIT);
      return null;
    }
  }

  /** Giving the lease back tells as well whether it still stood. */
  private void landUnstored(Load<?, V> load) {
    if (load.hasLease()) {
      leases.release(load).whenComplete((released, failure) -> confirm(load, released));
    } else {
      settle(load, load.isRivalled() ? Boolean.FALSE : null);
    }
  }

  /** Ends a flight that has landed, after a look at whether the cache was cleared meanwhile. */
  private void confirm(Load<?, V> load, @Nullable Boolean leaseStood) {
    if (!Boolean.TRUE.equals(leaseStood) || !load.baseline().isKnown()) {
      settle(load, leaseStood);
      return;
    }
    validity
        .stands(load.key(), load.baseline())
        .whenComplete((same, failure) -> settle(load, failure == null ? same : null));
  }

  /**
   * Ends a flight that has landed.
   *
   * @param leaseStood whether its lease stood to the end; null if that is not known, because Redis
   *     is away: then a value that may be old is better than none
   */
  private void settle(Load<?, V> load, @Nullable Boolean leaseStood) {
    flights.remove(load.flight());
    if (Boolean.FALSE.equals(leaseStood)) {
      load.flight().dispute();
    } else {
      load.flight().confirm();
    }
  }

  /** Lands a load with a value that was in Redis after all, when it was asked for at that time. */
  void landStored(Load<?, V> load, V value, long time) {
    load.flight().land(value, time);
    settle(load, null);
  }

  /** Takes a load that came to nothing out of everyone's way; its flight is still to be ended. */
  void drop(Load<?, V> load) {
    flights.remove(load.flight());
    if (load.hasLease()) {
      leases.release(load);
    }
  }

  private static FillOutcome outcome(@Nullable Boolean stored, @Nullable Throwable failure) {
    if (failure != null) {
      return FillOutcome.FAILED;
    }
    return Boolean.TRUE.equals(stored) ? FillOutcome.STORED : FillOutcome.REFUSED;
  }
}
