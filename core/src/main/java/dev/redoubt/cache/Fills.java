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
 * answered, so no one in this JVM looks in Redis before the value is there.
 */
final class Fills<V> {
  private final Entries<V> entries;
  private final Flights<V> flights;
  private final Leases<V> leases;
  private final Events events;
  private final Duration ttl;

  Fills(Entries<V> entries, Flights<V> flights, Leases<V> leases, Events events, Duration ttl) {
    this.entries = entries;
    this.flights = flights;
    this.leases = leases;
    this.events = events;
    this.ttl = ttl;
  }

  /** Stores what a load came to: a value, or null if the origin has none. */
  void store(Load<?, V> load, @Nullable V value, LoadTime time) {
    Packet entry = pack(load, value, time);
    if (entry == null) {
      drop(load);
      return;
    }
    long start = events.now();
    leases.fill(load, entry).whenComplete((stored, failure) -> {
      flights.remove(load.flight());
      events.fill(outcome(stored, failure), start);
    });
  }

  /** As {@link #store}, for the values of one bulk load, each at the place of its load. */
  <K> void storeAll(List<Load<K, V>> loads, List<? extends @Nullable V> values, LoadTime time) {
    List<Load<K, V>> sent = new ArrayList<>(loads.size());
    List<Packet> packets = new ArrayList<>(loads.size());
    for (int i = 0; i < loads.size(); i++) {
      Packet entry = pack(loads.get(i), values.get(i), time);
      if (entry == null) {
        drop(loads.get(i));
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
      flights.remove(loads.get(i).flight());
      events.fill(outcome(replies.value(i), replies.failure(i)), start);
    }
  }

  private @Nullable Packet pack(Load<?, V> load, @Nullable V value, LoadTime time) {
    if (value == null) {
      return null;
    }
    if (!load.hasLease()) {
      events.notFilled(FillOutcome.UNLEASED);
      return null;
    }
    try {
      return entries.loaded(load.key(), value, ttl, time);
    } catch (RedoubtException e) {
      events.notFilled(FillOutcome.UNFIT);
      return null;
    }
  }

  /** Ends a load that stores nothing. */
  void drop(Load<?, V> load) {
    flights.remove(load.flight());
    leases.release(load);
  }

  private static FillOutcome outcome(@Nullable Boolean stored, @Nullable Throwable failure) {
    if (failure != null) {
      return FillOutcome.FAILED;
    }
    return Boolean.TRUE.equals(stored) ? FillOutcome.STORED : FillOutcome.REFUSED;
  }
}
