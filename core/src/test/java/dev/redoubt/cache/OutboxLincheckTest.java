// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jetbrains.lincheck.datastructures.BooleanGen;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a failed removal should have removed is not served while it waits, in whatever order the
 * steps of removals, reads, puts, replays and the overflow come. Lincheck chooses the orders.
 *
 * <p>A read answers whether it was right to serve what it did, which is always so in sequence.
 */
@Param(name = "key", gen = IntGen.class, conf = "0:2")
public class OutboxLincheckTest {
  private static final int KEYS = 3;
  private static final long TAG = 7;

  private final Outbox outbox = new Outbox(2, 1);
  private final AtomicInteger removals = new AtomicInteger();
  /** By key: which failed removal Redis has not seen; 0 if it has seen all. */
  private final AtomicIntegerArray old = new AtomicIntegerArray(KEYS);
  /** By key: the newest failed removal that has returned. */
  private final AtomicIntegerArray owed = new AtomicIntegerArray(KEYS);

  // The same of the tag, which all keys have: the epochs of the cache and of the tag must both be
  // the old ones for an old entry to be valid.
  private final AtomicInteger oldEpoch = new AtomicInteger();
  private final AtomicInteger oldTagEpoch = new AtomicInteger();
  private final AtomicInteger owedTag = new AtomicInteger();

  @Operation
  public void removeFails(@Param(name = "key") int key) {
    int number = fail(key);
    outbox.add(Removal.ofKey(key(key), 0));
    owed.accumulateAndGet(key, number, Math::max);
  }

  private synchronized int fail(int key) {
    old.set(key, removals.incrementAndGet());
    return removals.get();
  }

  @Operation
  public void removeTagFails() {
    int number = failTag();
    outbox.add(Removal.ofTag(TAG));
    owedTag.accumulateAndGet(number, Math::max);
  }

  private synchronized int failTag() {
    oldEpoch.set(removals.incrementAndGet());
    oldTagEpoch.set(removals.get());
    return removals.get();
  }

  /** As {@link RemoteTier} reads. */
  @Operation
  public boolean read(@Param(name = "key") int key) {
    int due = owed.get(key);
    int dueTag = owedTag.get();
    int before = outbox.overflows();
    if (outbox.holds(key(key), 0)) {
      return true;
    }
    int found = old.get(key);
    int epoch = oldEpoch.get();
    if (outbox.holdsTag(TAG, before)) {
      return true;
    }
    return isRight(found, due) && (isRight(epoch, dueTag) || isRight(oldTagEpoch.get(), dueTag));
  }

  private static boolean isRight(int found, int due) {
    return found == 0 || found > due;
  }

  @Operation
  public void put(@Param(name = "key") int key) {
    CompletableFuture<Void> replay = outbox.overtake(key(key));
    while (replay != null) {
      replay.join();
      replay = outbox.overtake(key(key));
    }
    old.set(key, 0);
    outbox.settle(key(key));
  }

  @Operation(nonParallelGroup = "replays")
  public void replay(@Param(gen = BooleanGen.class) boolean acknowledged) {
    for (Removal removal : outbox.take(1)) {
      if (acknowledged) {
        execute(removal);
      }
      outbox.end(removal, acknowledged);
    }
  }

  private void execute(Removal removal) {
    switch (removal.of()) {
      case GROUP -> oldEpoch.set(0);
      case TAG -> oldTagEpoch.set(0);
      case KEY -> {}
    }
    for (int key = 0; key < KEYS; key++) {
      if (removal.of() == Removal.Of.GROUP || removal.id().equals(key(key).text())) {
        old.set(key, 0);
      }
    }
  }

  private static Key<String> key(int number) {
    String text = "k" + number;
    return new Key<>(text, text, text.getBytes(UTF_8), 0);
  }

  @Test
  @Tag("alone")
  void whatARemovalOwes_isNotServed() {
    check(10, 200);
  }

  @Test
  @Tag("thorough")
  void whatARemovalOwes_isNotServed_inManyOrders() {
    check(50, 2000);
  }

  /**
   * Its threads spin, and it transforms all loaded classes: a busy JVM makes minutes of seconds.
   */
  private static void check(int scenarios, int orders) {
    new StressOptions()
        .iterations(scenarios)
        .invocationsPerIteration(orders)
        .threads(2)
        .actorsPerThread(4)
        .minimizeFailedScenario(false)
        .check(OutboxLincheckTest.class);
  }
}
