// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * No read gets what was changed and removed before it began, also not out of a flight that it joins
 * late, in whatever order the steps come. Lincheck chooses the operations. The store stands for
 * Redis: nothing, a lease, or a value, which is stored only in the place of its lease.
 *
 * <p>A read answers whether its value was new enough, which is always so in sequence.
 */
public class FlightLincheckTest {
  private static final Object EMPTY = new Object();

  private final AtomicLong time = new AtomicLong();
  private final Flights<Integer> flights =
      new Flights<>(new Waits(), time::incrementAndGet, Long.MAX_VALUE);
  private final AtomicReference<Object> store = new AtomicReference<>(EMPTY);
  private final AtomicInteger origin = new AtomicInteger();
  private final AtomicInteger acknowledged = new AtomicInteger();

  /** By this JVM, which knows its flights. */
  @Operation
  public void changeHere() {
    int version = origin.incrementAndGet();
    flights.detach("key");
    store.set(EMPTY);
    flights.detach("key");
    acknowledged.accumulateAndGet(version, Math::max);
  }

  @Operation
  public void changeElsewhere() {
    int version = origin.incrementAndGet();
    store.set(EMPTY);
    acknowledged.accumulateAndGet(version, Math::max);
  }

  @Operation
  public boolean read() {
    int least = acknowledged.get();
    long asked = time.incrementAndGet();
    while (true) {
      Flight<Integer> flight = flights.find("key");
      Integer value = flight == null ? look() : flight.endFor(asked).join().value();
      if (value != null) {
        return value >= least;
      }
    }
  }

  /** What is in the store, or else what is loaded; null if someone else loads. */
  private @Nullable Integer look() {
    if (store.get() instanceof Integer value) {
      return value;
    }
    Flight<Integer> mine = flights.begin("key", false);
    return mine == null ? null : load(mine);
  }

  private @Nullable Integer load(Flight<Integer> mine) {
    mine.board();
    Object lease = new Object();
    if (!store.compareAndSet(EMPTY, lease)) {
      flights.remove(mine);
      mine.abandon();
      return null;
    }
    Integer value = origin.get();
    work();
    mine.land(value, time.incrementAndGet());
    boolean stored = store.compareAndSet(lease, value);
    flights.remove(mine);
    if (stored) {
      mine.confirm();
    } else {
      mine.dispute();
    }
    return value;
  }

  /** Loaders take longer than what surrounds them; with luck others come meanwhile. */
  private static void work() {
    for (int i = 0; i < 2000; i++) {
      Thread.onSpinWait();
    }
  }

  @Test
  @Tag("alone")
  void whatWasChangedAndRemoved_isNotRead() {
    check(10, 200);
  }

  @Test
  @Tag("thorough")
  void whatWasChangedAndRemoved_isNotRead_inManyOrders() {
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
        .check(FlightLincheckTest.class);
  }
}
