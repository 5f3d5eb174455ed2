// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.RedoubtException;
import dev.redoubt.client.BulkReply;
import dev.redoubt.client.ProtectedClient;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads entries from Redis. Whatever is there but is not an entry of this cache is an event and a
 * miss, never an exception and never a value.
 */
final class RemoteTier<V> {
  private final ProtectedClient client;
  private final Entries<V> entries;
  private final Events events;
  private final PairingCheck pairing;

  RemoteTier(Environment environment, Entries<V> entries, Events events) {
    this.client = environment.client();
    this.pairing = new PairingCheck(client, environment.random());
    this.entries = entries;
    this.events = events;
  }

  /** Throws what the client throws. */
  Lookup<V> get(Key<?> key) {
    return read(key, client.get(key.bytes()));
  }

  CompletableFuture<Lookup<V>> getAsync(Key<?> key) {
    return client.getAsync(key.bytes()).thenApply(bytes -> read(key, bytes));
  }

  /** The replies in the order of the keys, for {@link #read(Key, BulkReply, int)}. */
  <K> BulkReply<byte[]> getAll(List<Key<K>> keys) {
    return client.getAll(bytesOf(keys));
  }

  <K> CompletableFuture<BulkReply<byte[]>> getAllAsync(List<Key<K>> keys) {
    return client.getAllAsync(bytesOf(keys));
  }

  /** What the reply at {@code index} says of a key; throws what that part failed with. */
  Lookup<V> read(Key<?> key, BulkReply<byte[]> replies, int index) {
    RedoubtException failure = replies.failure(index);
    if (failure != null) {
      throw failure;
    }
    return read(key, replies.value(index));
  }

  private Lookup<V> read(Key<?> key, byte @Nullable [] bytes) {
    if (bytes == null) {
      return Lookup.absent();
    }
    try {
      return entries.read(key, bytes);
    } catch (UndecodableException e) {
      events.undecodable(e.reason());
      if (e.reason() == Undecodable.KEY || e.reason() == Undecodable.CORRUPT) {
        pairing.start(key.bytes());
      }
      return e.isWaste() ? Lookup.waste(bytes) : Lookup.kept();
    }
  }

  private static <K> List<byte[]> bytesOf(List<Key<K>> keys) {
    return keys.stream().map(Key::bytes).toList();
  }
}
