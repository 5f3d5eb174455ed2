// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.RedoubtException;
import dev.redoubt.client.BulkReply;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.client.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Takes leases for loads, and gives them back. Redis being away is no error here: the load then has
 * no lease.
 *
 * <p>A lease is acknowledged before its loader is called. If the two ran side by side, a loader
 * could read the origin before a change, the change be followed by a removal, and only then the
 * lease reach Redis: the fill would find its token and store what the removal was to get rid of.
 */
final class Leases<V> {
  private final ProtectedClient client;
  private final Entries<V> entries;
  private final RandomGenerator random;
  private final Set<Load<?, V>> held = ConcurrentHashMap.newKeySet();

  Leases(ProtectedClient client, Entries<V> entries, RandomGenerator random) {
    this.client = client;
    this.entries = entries;
    this.random = random;
  }

  /**
   * Tries to take the lease of a load; answers whether someone else has or had it, so that there
   * may be a value by now.
   */
  boolean take(Load<?, V> load) {
    if (!isVacant(load)) {
      return noteRival(load);
    }
    long token = newToken();
    try {
      return !granted(load, token, client.execute(request(load, token)));
    } catch (RedoubtException e) {
      if (Failures.isOutage(e)) {
        return false;
      }
      throw e;
    }
  }

  /** As {@link #take}, for many; answers those that someone else has or had. */
  <K> List<Load<K, V>> takeAll(List<Load<K, V>> loads) {
    List<Load<K, V>> vacant = loads.stream().filter(Leases::isVacant).toList();
    List<Load<K, V>> beaten = new ArrayList<>();
    loads.stream().filter(Leases::noteRival).forEach(beaten::add);
    if (vacant.isEmpty()) {
      return beaten;
    }
    long[] tokens = new long[vacant.size()];
    List<Request<Boolean>> requests = new ArrayList<>(tokens.length);
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = newToken();
      requests.add(request(vacant.get(i), tokens[i]));
    }
    BulkReply<Boolean> replies = client.executeAll(requests);
    for (int i = 0; i < tokens.length; i++) {
      if (replies.failure(i) == null && !granted(vacant.get(i), tokens[i], replies.value(i))) {
        beaten.add(vacant.get(i));
      }
    }
    return beaten;
  }

  private boolean granted(Load<?, V> load, long token, @Nullable Boolean reply) {
    if (!Boolean.TRUE.equals(reply)) {
      load.rival();
      return false;
    }
    load.grant(token);
    held.add(load);
    return true;
  }

  /** Whether what was found says that someone else has the lease. */
  private static boolean noteRival(Load<?, ?> load) {
    if (load.found().kind() == Lookup.Kind.LEASED || load.found().kind() == Lookup.Kind.KEPT) {
      load.rival();
    }
    return load.isRivalled();
  }

  private static boolean isVacant(Load<?, ?> load) {
    return switch (load.found().kind()) {
      case ABSENT, WASTE -> true;
      default -> false;
    };
  }

  private Request<Boolean> request(Load<?, V> load, long token) {
    Packet hollow = entries.hollow(load.key(), token);
    byte[] waste = load.found().bytes();
    return waste == null
        ? LeaseRequests.take(load.key(), hollow)
        : LeaseRequests.replace(load.key(), waste, hollow);
  }

  /** Never 0, which means "no lease". */
  private long newToken() {
    return random.nextLong() | 1;
  }

  /** Stores the entry of a load that has a lease, if it still has; answers whether. */
  CompletableFuture<@Nullable Boolean> fill(Load<?, V> load, Packet entry) {
    held.remove(load);
    return client.executeAsync(LeaseRequests.fill(load.key(), load.token(), entry));
  }

  /** As {@link #fill}, for many, in their order. */
  <K> CompletableFuture<BulkReply<Boolean>> fillAll(List<Load<K, V>> loads, List<Packet> entries) {
    List<Request<Boolean>> requests = new ArrayList<>(loads.size());
    for (int i = 0; i < loads.size(); i++) {
      Load<K, V> load = loads.get(i);
      held.remove(load);
      requests.add(LeaseRequests.fill(load.key(), load.token(), entries.get(i)));
    }
    return client.executeAllAsync(requests);
  }

  /** Gives the lease back without a value; answers whether it still stood. */
  CompletableFuture<@Nullable Boolean> release(Load<?, V> load) {
    held.remove(load);
    // If this fails, the lease ends by itself.
    return client.executeAsync(LeaseRequests.release(load.key(), load.token()));
  }

  /** Gives all leases back. Does not wait. */
  void releaseAll() {
    held.forEach(this::release);
  }
}
