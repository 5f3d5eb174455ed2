// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.RedoubtException;
import dev.redoubt.client.BulkReply;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.client.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Takes leases for loads. Redis being away is no error here: the load then has no lease.
 *
 * <p>A lease is acknowledged before its loader is called. If the two ran side by side, a loader
 * could read the origin before a change, the change be followed by a removal, and only then the
 * lease reach Redis: the fill would find its token and store what the removal was to get rid of.
 */
final class Leases<V> {
  private final ProtectedClient client;
  private final Entries<V> entries;
  private final Epochs epochs;
  private final RandomGenerator random;
  private final Fence fence;
  private final LeaseReturns returns;
  private final Events events;
  private final Set<Load<?, V>> held = ConcurrentHashMap.newKeySet();

  Leases(
      Environment environment,
      Entries<V> entries,
      Epochs epochs,
      Fence fence,
      LeaseReturns returns,
      Events events) {
    this.client = environment.client();
    this.random = environment.random();
    this.entries = entries;
    this.epochs = epochs;
    this.fence = fence;
    this.returns = returns;
    this.events = events;
  }

  /** Tries to take the lease of a load; answers whether someone else has it, or was faster. */
  boolean take(Load<?, V> load) {
    long token = newToken();
    Request<Long> request = request(load, token);
    if (request == null) {
      return isLeased(load);
    }
    try {
      Long reply = client.execute(request);
      return !granted(load, token, reply);
    } catch (RedoubtException e) {
      return lost(load, token, e);
    }
  }

  /** As {@link #take}, for many; answers those that someone else has, or was faster with. */
  <K> List<Load<K, V>> takeAll(List<Load<K, V>> loads) {
    List<Load<K, V>> asked = new ArrayList<>(loads.size());
    List<Request<Long>> requests = new ArrayList<>(loads.size());
    List<Load<K, V>> beaten = new ArrayList<>();
    long[] tokens = new long[loads.size()];
    for (Load<K, V> load : loads) {
      long token = newToken();
      Request<Long> request = request(load, token);
      if (request != null) {
        tokens[asked.size()] = token;
        asked.add(load);
        requests.add(request);
      } else if (isLeased(load)) {
        beaten.add(load);
      }
    }
    if (requests.isEmpty()) {
      return beaten;
    }
    BulkReply<Long> replies = client.executeAll(requests);
    for (int i = 0; i < asked.size(); i++) {
      if (isBeaten(asked.get(i), tokens[i], replies, i)) {
        beaten.add(asked.get(i));
      }
    }
    return beaten;
  }

  private static boolean isLeased(Load<?, ?> load) {
    return load.found().kind() == Lookup.Kind.LEASED || load.found().hold() == Lookup.Hold.LEASE;
  }

  private boolean isBeaten(Load<?, V> load, long token, BulkReply<Long> replies, int index) {
    RedoubtException failure = replies.failure(index);
    return failure == null
        ? !granted(load, token, replies.value(index))
        : lost(load, token, failure);
  }

  private boolean granted(Load<?, V> load, long token, @Nullable Long reply) {
    if (reply == null || reply < 0) {
      load.rival();
      return false;
    }
    load.grant(new Lease(token, reply, events.now()));
    held.add(load);
    if (load.found().bytes() != null) {
      fence.worked();
    }
    return true;
  }

  /** Goes on without a lease, unless the caller gave up; answers that nobody was faster. */
  private boolean lost(Load<?, V> load, long token, RedoubtException failure) {
    if (failure.mayHaveExecuted() && fence.stands()) {
      byte[] copy =
          load.found().kind() == Lookup.Kind.WASTE ? null : load.found().bytes();
      returns.giveBack(() -> returning(load.key(), copy, token));
    }
    if (!Failures.isOutage(failure)) {
      throw failure;
    }
    // Without bytes it was a plain SET, which says nothing about scripts.
    if (load.found().bytes() != null && fence.forbids(failure)) {
      load.unfence();
    }
    return false;
  }

  /** What gives back a lease that was to be stamped on that copy, or to lie there alone. */
  private Request<Boolean> returning(Key<?> key, byte @Nullable [] copy, long token) {
    return copy == null
        ? LeaseRequests.drop(key, token)
        : LeaseRequests.restore(key, token, entries.millisLeft(copy), 0);
  }

  /** The request for the lease; null if there is nothing to ask for. */
  private @Nullable Request<Long> request(Load<?, V> load, long token) {
    Lookup<V> found = load.found();
    return switch (found.kind()) {
      case ABSENT -> LeaseRequests.take(load.key(), hollow(load, token));
      case WASTE, STALE, FRESH -> requestByScript(load, found, token);
      case LEASED, KEPT -> {
        load.rival();
        yield null;
      }
      case NEGATIVE, UNKNOWN -> null;
    };
  }

  private @Nullable Request<Long> requestByScript(Load<?, V> load, Lookup<V> found, long token) {
    if (found.hold() == Lookup.Hold.LEASE) {
      load.rival();
      return null;
    }
    byte[] bytes = found.bytes();
    if (bytes == null) {
      return null;
    }
    if (!fence.mayTry()) {
      load.unfence();
      return null;
    }
    return found.kind() == Lookup.Kind.WASTE
        ? LeaseRequests.replace(load.key(), bytes, hollow(load, token))
        : LeaseRequests.stamp(load.key(), bytes, token, entries.leaseMillis());
  }

  private Packet hollow(Load<?, V> load, long token) {
    long found = load.found().epoch();
    int group = epochs.keys().group(load.key().bytes());
    long epoch = found == Epochs.NONE ? Futures.await(epochs.made(group)) : found;
    return entries.hollow(load.key(), token, epoch);
  }

  /** Never 0, which means "no lease". */
  private long newToken() {
    return random.nextLong() | 1;
  }

  /** Takes note that a lease is on its way back. */
  void gone(Load<?, V> load) {
    held.remove(load);
  }

  /** The loads that have a lease. */
  Set<Load<?, V>> held() {
    return Set.copyOf(held);
  }
}
