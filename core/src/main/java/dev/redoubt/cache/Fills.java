// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.RedoubtException;
import dev.redoubt.client.BulkReply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Stores loaded values under their leases. Does not wait: a flight can be found until Redis has
 * answered, so no one in this JVM looks in Redis before the value is there. The answer is also the
 * flight's verdict: the lease still stood, or the key was put or removed meanwhile.
 */
final class Fills<V> {
  private final Entries<V> entries;
  private final Flights<V> flights;
  private final LeaseEnds<V> leases;
  private final Validity validity;
  private final Events events;

  Fills(
      Entries<V> entries,
      Flights<V> flights,
      LeaseEnds<V> leases,
      Validity validity,
      Events events) {
    this.entries = entries;
    this.flights = flights;
    this.leases = leases;
    this.validity = validity;
    this.events = events;
  }

  /** Lands a load with what its loader returned. */
  void land(Load<?, V> load, Loaded<V> loaded) {
    load.flight().land(loaded.value(), events.now());
    if (loaded.tags().length > 0 && load.isStorable() && entries.isStored(loaded)) {
      validity
          .stamps()
          .loaded(load.baseline(), loaded.tags(), entries.maxLife(loaded))
          .whenComplete((stamp, failure) -> landTagged(load, loaded, stamp, failure));
    } else {
      store(load, loaded, stamp(load, loaded));
    }
  }

  /** As {@link #land}, now that the epochs of its tags are known: if not, one may be removed. */
  private void landTagged(
      Load<?, V> load, Loaded<V> loaded, @Nullable Stamp stamp, @Nullable Throwable failure) {
    if (stamp != null) {
      store(load, loaded, stamp);
      return;
    }
    FillOutcome outcome = failure == null ? FillOutcome.REFUSED : FillOutcome.FAILED;
    Lease lease = load.lease();
    if (lease != null) {
      leases.drop(load, lease);
    }
    settle(load, outcome);
    events.notFilled(outcome);
  }

  private void store(Load<?, V> load, Loaded<V> loaded, Stamp stamp) {
    Packet entry = pack(load, loaded, stamp);
    if (entry == null) {
      landUnstored(load, loaded);
      return;
    }
    long start = events.now();
    leases.fill(load, entry).thenAccept(outcome -> {
      settle(load, outcome);
      events.fill(outcome, start);
    });
  }

  /** As {@link #land}, for the values of one bulk load, each at the place of its load. */
  <K> void landAll(List<Load<K, V>> loads, List<Loaded<V>> values) {
    List<Load<K, V>> sent = new ArrayList<>(loads.size());
    List<Packet> packets = new ArrayList<>(loads.size());
    for (int i = 0; i < loads.size(); i++) {
      loads.get(i).flight().land(values.get(i).value(), events.now());
      Packet entry = pack(loads.get(i), values.get(i), stamp(loads.get(i), values.get(i)));
      if (entry == null) {
        landUnstored(loads.get(i), values.get(i));
      } else {
        sent.add(loads.get(i));
        packets.add(entry);
      }
    }
    if (!sent.isEmpty()) {
      long start = events.now();
      leases.fillAll(sent, packets).thenAccept(replies -> stored(sent, packets, replies, start));
    }
  }

  private <K> void stored(
      List<Load<K, V>> loads, List<Packet> packets, BulkReply<Boolean> replies, long start) {
    for (int i = 0; i < loads.size(); i++) {
      Load<K, V> load = loads.get(i);
      leases.outcome(load, packets.get(i), replies, i).thenAccept(outcome -> {
        settle(load, outcome);
        events.fill(outcome, start);
      });
    }
  }

  private Stamp stamp(Load<?, V> load, Loaded<V> loaded) {
    return load.baseline().isKnown()
        ? Stamp.of(load.baseline().epoch())
        : validity
            .stamps()
            .assumed(load.assumedEpoch(), loaded.tags(), load.flight().began());
  }

  private @Nullable Packet pack(Load<?, V> load, Loaded<V> loaded, Stamp stamp) {
    try {
      Packet entry = entries.loaded(load.key(), loaded, stamp);
      if (entry != null && loaded.value() != null && !load.isRivalled()) {
        validity.copies().keep(load.key(), entry.bytes(), load.ticket());
      }
      if (entry == null || (load.isStorable() && load.baseline().isKnown())) {
        return entry;
      }
      events.notFilled(FillOutcome.UNLEASED);
    } catch (RedoubtException e) {
      events.notFilled(FillOutcome.UNFIT);
    }
    return null;
  }

  /**
   * Giving the lease back tells as well whether it still stood. A copy is of no use any more when
   * the origin has no value.
   */
  private void landUnstored(Load<?, V> load, Loaded<V> loaded) {
    Lease lease = load.lease();
    if (lease == null) {
      settle(load, load.isRivalled() ? FillOutcome.REFUSED : FillOutcome.UNLEASED);
      return;
    }
    CompletableFuture<@Nullable Boolean> release =
        loaded.value() == null ? leases.drop(load, lease) : leases.release(load, lease, 0);
    release.whenComplete((stood, failure) ->
        settle(load, Boolean.FALSE.equals(stood) ? FillOutcome.REFUSED : FillOutcome.UNLEASED));
  }

  /**
   * Ends a flight that has landed. It holds unless something came between it and Redis, or the
   * cache was cleared meanwhile; when that is not known, because Redis is away, a value that may be
   * old is better than none.
   */
  private void settle(Load<?, V> load, FillOutcome outcome) {
    if (outcome == FillOutcome.REFUSED || !load.baseline().isKnown()) {
      conclude(load, outcome != FillOutcome.REFUSED);
      return;
    }
    validity
        .stands(load.key(), load.baseline())
        .whenComplete((same, failure) -> conclude(load, !Boolean.FALSE.equals(same)));
  }

  private void conclude(Load<?, V> load, boolean holds) {
    flights.remove(load.flight());
    if (!holds) {
      validity.copies().drop(load.key());
      load.flight().dispute();
    } else {
      load.flight().confirm();
    }
  }

  /**
   * Ends a load that does not call its loader: with what someone else stored, or, answering false,
   * as one whose stale copy has to do.
   */
  boolean landFound(Load<?, V> load) {
    Lookup<V> found = load.found();
    if (found.isAnswer() && !found.isDue()) {
      load.flight().land(found.value(), load.foundAt());
      settle(load, FillOutcome.UNLEASED);
      return true;
    }
    flights.remove(load.flight());
    load.flight().leaveToCopies();
    return false;
  }

  /**
   * Takes a load that came to nothing out of everyone's way; its flight is still to be ended.
   *
   * @param pauseMillis how long nobody is to load its copy again
   */
  void drop(Load<?, V> load, long pauseMillis) {
    flights.remove(load.flight());
    Lease lease = load.lease();
    if (lease != null) {
      leases.release(load, lease, pauseMillis);
    }
  }
}
