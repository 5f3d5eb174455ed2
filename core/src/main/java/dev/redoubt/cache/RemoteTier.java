// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.RedoubtException;
import dev.redoubt.client.BulkReply;
import dev.redoubt.client.ProtectedClient;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Reads entries from Redis, each together with the epoch that decides whether it is still valid; an
 * entry with tags costs a second round trip, for the epochs of these. Whatever is there but is not
 * an entry of this cache is an event and a miss, never an exception and never a value.
 *
 * <p>A key whose removal waits in the outbox is not asked for: that counts as an outage.
 */
final class RemoteTier<V> {
  private final ProtectedClient client;
  private final Entries<V> entries;
  private final Validity validity;
  private final Epochs epochs;
  private final TagEpochs tags;
  private final Removals removals;
  private final Copies copies;
  private final OriginGuard guard;
  private final Events events;
  private final PairingCheck pairing;

  RemoteTier(
      Environment environment,
      Entries<V> entries,
      Validity validity,
      OriginGuard guard,
      Events events) {
    this.client = environment.client();
    this.pairing = new PairingCheck(client, environment.random());
    this.entries = entries;
    this.validity = validity;
    this.epochs = validity.epochs();
    this.tags = validity.tags();
    this.removals = validity.removals();
    this.copies = validity.copies();
    this.guard = guard;
    this.events = events;
  }

  /** Throws what the client throws. */
  Lookup<V> get(Key<?> key) {
    int group = epochs.keys().group(key.bytes());
    int overflows = tags.overflows();
    if (removals.holds(key, group)) {
      return Lookup.unknown();
    }
    long ticket = copies.ticket();
    Seen seen = client.getBoth(
        key.bytes(),
        epochs.keys().epoch(group),
        (bytes, epoch) -> new Seen(bytes, epochs.note(group, epoch), ticket));
    long[] named = seen.tags();
    if (named.length == 0) {
      return read(key, seen, named);
    }
    return tags.isAnyHeld(named, overflows)
        ? dead(seen)
        : read(key, seen, tags.current(named, client.getAll(tags.keys(named))));
  }

  CompletableFuture<Lookup<V>> getAsync(Key<?> key) {
    int group = epochs.keys().group(key.bytes());
    int overflows = tags.overflows();
    if (removals.holds(key, group)) {
      return CompletableFuture.completedFuture(Lookup.unknown());
    }
    long ticket = copies.ticket();
    return client
        .getBothAsync(
            key.bytes(),
            epochs.keys().epoch(group),
            (bytes, epoch) -> new Seen(bytes, epochs.note(group, epoch), ticket))
        .thenCompose(seen -> readAsync(key, seen, overflows));
  }

  private CompletableFuture<Lookup<V>> readAsync(Key<?> key, Seen seen, int overflows) {
    long[] named = seen.tags();
    if (named.length == 0) {
      return CompletableFuture.completedFuture(read(key, seen, named));
    }
    return tags.isAnyHeld(named, overflows)
        ? CompletableFuture.completedFuture(dead(seen))
        : client
            .getAllAsync(tags.keys(named))
            .thenApply(replies -> read(key, seen, tags.current(named, replies)));
  }

  private static <V> Lookup<V> dead(Seen seen) {
    byte[] bytes = seen.bytes();
    return bytes == null ? Lookup.absent(seen.epoch()) : Lookup.waste(bytes, seen.epoch());
  }

  /** What was found under each of the keys. */
  <K> BulkLookup<V> getAll(List<Key<K>> keys) {
    BulkQuestion question = new BulkQuestion(keys, epochs, tags, removals, copies.ticket());
    BulkReply<byte[]> replies = client.getAll(question.keys());
    BulkReply<byte[]> ofTags = client.getAll(question.tagKeys(replies));
    return new BulkLookup<>(this, keys, question.answers(replies, ofTags));
  }

  <K> CompletableFuture<BulkLookup<V>> getAllAsync(List<Key<K>> keys) {
    BulkQuestion question = new BulkQuestion(keys, epochs, tags, removals, copies.ticket());
    return client
        .getAllAsync(question.keys())
        .thenCompose(replies -> client
            .getAllAsync(question.tagKeys(replies))
            .thenApply(ofTags -> new BulkLookup<>(this, keys, question.answers(replies, ofTags))));
  }

  /** What an answer of a bulk read says of a key; throws what that part failed with. */
  Lookup<V> read(Key<?> key, BulkQuestion.Answer answer) {
    RedoubtException failure = answer.failure();
    if (failure != null) {
      throw failure;
    }
    Seen seen = answer.seen();
    return seen == null ? Lookup.unknown() : read(key, seen, answer.tagEpochs());
  }

  private Lookup<V> read(Key<?> key, Seen seen, long[] tagEpochs) {
    Lookup<V> found = judge(key, seen, tagEpochs);
    byte[] bytes = seen.bytes();
    if (bytes != null && found.copy() != null) {
      copies.keep(key, bytes, seen.ticket());
    } else {
      copies.drop(key);
    }
    return found;
  }

  /** What this JVM has of a key, now that Redis cannot be asked. */
  Lookup<V> remembered(Key<?> key) {
    guard.without(epochs.keys().group(key.bytes()));
    byte[] entry = validity.copy(key);
    Lookup<V> found = entry == null ? Lookup.unknown() : entries.remembered(key, entry);
    if (found.isAnswer()) {
      events.staleServed(StaleReason.OUTAGE);
    }
    return found;
  }

  private Lookup<V> judge(Key<?> key, Seen seen, long[] tagEpochs) {
    byte[] bytes = seen.bytes();
    if (bytes == null) {
      return Lookup.absent(seen.epoch());
    }
    try {
      return entries.read(key, bytes, seen.epoch(), tagEpochs);
    } catch (UndecodableException e) {
      events.undecodable(e.reason());
      if (e.reason() == Undecodable.KEY || e.reason() == Undecodable.CORRUPT) {
        pairing.start(key.bytes());
      }
      return e.isWaste() ? Lookup.waste(bytes, seen.epoch()) : Lookup.kept();
    }
  }
}
