// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.testkit.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Pieces of work that are done again and again, each on a thread, until one fails or all end. */
final class Repeating implements AutoCloseable {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<AtomicInteger> rounds = new ArrayList<>();
  private final List<CompletableFuture<Void>> ends = new ArrayList<>();
  private volatile boolean over;

  Repeating(Runnable... pieces) {
    for (Runnable piece : pieces) {
      AtomicInteger done = new AtomicInteger();
      rounds.add(done);
      ends.add(CompletableFuture.runAsync(() -> repeat(piece, done), threads));
    }
  }

  private void repeat(Runnable piece, AtomicInteger done) {
    while (!over) {
      piece.run();
      done.incrementAndGet();
    }
  }

  /** Waits until each piece has been done so many times more, or one has failed. */
  void awaitRounds(int more) {
    List<Integer> goals = rounds.stream().map(done -> done.get() + more).toList();
    Await.until(
        Patience.LIMIT,
        more + " rounds of each",
        () -> ends.stream().anyMatch(CompletableFuture::isDone) || reached(goals));
  }

  private boolean reached(List<Integer> goals) {
    for (int i = 0; i < goals.size(); i++) {
      if (rounds.get(i).get() < goals.get(i)) {
        return false;
      }
    }
    return true;
  }

  /** Ends all pieces after the round that they are in; throws what one has failed with. */
  @Override
  public void close() {
    over = true;
    threads.shutdown();
    ends.forEach(CompletableFuture::join);
  }
}
