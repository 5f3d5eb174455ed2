// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.RedoubtException;
import dev.redoubt.client.BulkReply;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.client.Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Sends writes. A put is stored in the current epoch: what another JVM cleared just before does not
 * swallow it (see {@link Stamps}). And it overtakes a removal of its key that waits in the outbox.
 */
final class Puts<K> {
  private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);

  private final ProtectedClient client;
  private final Stamps stamps;
  private final Removals removals;

  Puts(ProtectedClient client, Stamps stamps, Removals removals) {
    this.client = client;
    this.stamps = stamps;
    this.removals = removals;
  }

  /** Sends a write; throws what the client throws. */
  void send(Write<K> write) {
    Write.Put put = write.put();
    if (put == null) {
      client.execute(write.request());
      return;
    }
    Futures.await(turn(write.key()));
    CompletableFuture<Stamp> asked = current(put);
    Write<K> sent = write;
    if (!put.stamp().isComplete()) {
      sent = write.in(Futures.await(asked));
    }
    client.execute(sent.request());
    Write<K> again = corrected(sent, Futures.await(asked));
    if (again != null) {
      client.execute(again.request());
    }
    removals.settle(write.key());
  }

  /** As {@link #send}, without waiting. */
  CompletableFuture<Void> sendAsync(Write<K> write) {
    Write.Put put = write.put();
    if (put == null) {
      return client.executeAsync(write.request()).thenApply(done -> null);
    }
    return turn(write.key()).thenCompose(free -> {
      CompletableFuture<Stamp> asked = current(put);
      CompletableFuture<Write<K>> sent = put.stamp().isComplete()
          ? CompletableFuture.completedFuture(write)
          : asked.thenApply(write::in);
      return sent.thenCompose(first -> client
              .executeAsync(first.request())
              .thenCombine(asked, (stored, now) -> corrected(first, now)))
          .thenCompose(again -> again == null ? NOTHING : execute(again))
          .thenAccept(done -> removals.settle(write.key()));
    });
  }

  private CompletableFuture<@Nullable Void> execute(Write<K> write) {
    return client.executeAsync(write.request()).thenApply(done -> null);
  }

  /** Completes when a replay of the key's removal, if there is one under way, has ended. */
  private CompletableFuture<Void> turn(Key<K> key) {
    CompletableFuture<Void> replay = removals.overtake(key);
    return replay == null ? NOTHING : replay.thenCompose(ended -> turn(key));
  }

  private CompletableFuture<Stamp> current(Write.Put put) {
    return stamps.current(put.group(), put.stamp().tags(), put.entry().millis());
  }

  /** The write in the current epochs; null if it is in them already. */
  private @Nullable Write<K> corrected(Write<K> write, Stamp current) {
    Write.Put put = write.put();
    return put == null || put.stamp().agreesWith(current) ? null : write.in(current);
  }

  /** Sends many writes; each place of the result is null or a failure. */
  CompletableFuture<List<@Nullable RedoubtException>> sendAll(List<Write<K>> writes) {
    List<CompletableFuture<Void>> turns = new ArrayList<>();
    writes.stream().filter(Write::isPut).forEach(write -> {
      CompletableFuture<Void> turn = turn(write.key());
      if (turn != NOTHING) {
        turns.add(turn);
      }
    });
    return turns.isEmpty()
        ? sendTurned(writes)
        : CompletableFuture.allOf(turns.toArray(CompletableFuture[]::new))
            .thenCompose(all -> sendTurned(writes));
  }

  private CompletableFuture<List<@Nullable RedoubtException>> sendTurned(List<Write<K>> writes) {
    Map<Integer, CompletableFuture<Stamp>> asked = ask(writes);
    return client
        .executeAllAsync(writes.stream().map(Write::request).toList())
        .thenCompose(replies -> settled(asked).thenCompose(all -> {
          List<@Nullable RedoubtException> failures = failures(replies);
          return correctAll(writes, asked, failures);
        }));
  }

  /** All puts of a bulk call have the same tags, so their stamps differ by their groups only. */
  private Map<Integer, CompletableFuture<Stamp>> ask(List<Write<K>> writes) {
    Map<Integer, CompletableFuture<Stamp>> asked = new LinkedHashMap<>();
    for (Write<K> write : writes) {
      Write.Put put = write.put();
      if (put != null) {
        asked.computeIfAbsent(put.group(), group -> current(put));
      }
    }
    return asked;
  }

  private static CompletableFuture<?> settled(Map<Integer, CompletableFuture<Stamp>> asked) {
    return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
        .exceptionally(failure -> null);
  }

  private static List<@Nullable RedoubtException> failures(BulkReply<Boolean> replies) {
    List<@Nullable RedoubtException> failures = new ArrayList<>(replies.size());
    for (int i = 0; i < replies.size(); i++) {
      failures.add(replies.failure(i));
    }
    return failures;
  }

  /** Sends those again that are not in the current epochs. */
  private CompletableFuture<List<@Nullable RedoubtException>> correctAll(
      List<Write<K>> writes,
      Map<Integer, CompletableFuture<Stamp>> asked,
      List<@Nullable RedoubtException> failures) {
    List<Request<Boolean>> requests = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < writes.size(); i++) {
      Write.Put put = writes.get(i).put();
      if (put == null || failures.get(i) != null) {
        continue;
      }
      try {
        Write<K> again =
            corrected(writes.get(i), Futures.await(Objects.requireNonNull(asked.get(put.group()))));
        if (again != null) {
          requests.add(again.request());
          places.add(i);
        }
      } catch (RedoubtException e) {
        failures.set(i, e);
      }
    }
    return requests.isEmpty()
        ? CompletableFuture.completedFuture(settle(writes, failures))
        : client.executeAllAsync(requests).thenApply(replies -> {
          for (int i = 0; i < places.size(); i++) {
            failures.set(places.get(i), replies.failure(i));
          }
          return settle(writes, failures);
        });
  }

  private List<@Nullable RedoubtException> settle(
      List<Write<K>> writes, List<@Nullable RedoubtException> failures) {
    for (int i = 0; i < writes.size(); i++) {
      if (writes.get(i).isPut() && failures.get(i) == null) {
        removals.settle(writes.get(i).key());
      }
    }
    return failures;
  }
}
