// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.redoubt.cache.Landing.How;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One load per key in this JVM. Whoever begins a flight runs the loader on their own thread, under
 * no lock; whoever finds one waits for it. A flight can be found until its value is in Redis, so
 * that no one looks there too early; it cannot be found any more once its key was put or removed.
 */
final class Flights<V> {
  /** The patience of those who wait as long as it takes. */
  static final long FOR_EVER = Long.MAX_VALUE;

  private final ConcurrentMap<String, Flight<V>> flights = new ConcurrentHashMap<>();
  private final Waits waits;
  private final Ticker ticker;
  private final long limitNanos;

  /**
   * Creates an empty set.
   *
   * @param limitNanos how old a flight may get before those who wait for it give it up
   */
  Flights(Waits waits, Ticker ticker, long limitNanos) {
    this.waits = waits;
    this.ticker = ticker;
    this.limitNanos = limitNanos;
  }

  /** The flight of a key, or null. */
  @Nullable Flight<V> find(String key) {
    return flights.get(key);
  }

  /**
   * A new flight, which a thread is still to board; null if the key has one.
   *
   * @param refresh whether there is a copy that may be served meanwhile
   */
  @Nullable Flight<V> begin(String key, boolean refresh) {
    Flight<V> flight = new Flight<>(key, ticker.read(), refresh);
    return flights.putIfAbsent(key, flight) == null ? flight : null;
  }

  /** Lets nobody find the flight any more; those who wait for it still hear of its end. */
  void remove(Flight<V> flight) {
    flights.remove(flight.key(), flight);
  }

  /** As {@link #remove}, for whatever flight the key has. */
  void detach(String key) {
    flights.remove(key);
  }

  /** As {@link #detach}, for all keys. */
  void detachAll() {
    flights.clear();
  }

  /**
   * Waits for the end of a flight, unless this thread must not, or it grows too old.
   *
   * @param asked when the caller asked for the key, in nanoseconds of the ticker
   * @param patience how long the caller waits since then
   */
  Landing<V> await(Flight<V> flight, long asked, long patience) throws InterruptedException {
    if (!waits.enter(flight)) {
      return Landing.without(flight.isMine() ? How.REENTRANT : How.RING);
    }
    long now = ticker.read();
    long untilOld = limitNanos - (now - flight.began());
    long untilLate = patience - (now - asked);
    try {
      long limit = Math.max(Math.min(untilOld, untilLate), 0);
      return flight.endFor(asked).get(limit, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      if (untilLate <= untilOld) {
        return Landing.without(How.LATE);
      }
      remove(flight);
      return Landing.gone();
    } catch (ExecutionException e) {
      throw new AssertionError("a flight's end never fails", e);
    } finally {
      waits.leave();
    }
  }

  /** As {@link #await}, without waiting. */
  CompletableFuture<Landing<V>> endOf(Flight<V> flight, long asked, long patience) {
    if (flight.isMine() && !flight.hasEnded()) {
      return CompletableFuture.completedFuture(Landing.without(How.REENTRANT));
    }
    long now = ticker.read();
    long untilOld = limitNanos - (now - flight.began());
    if (patience - (now - asked) <= untilOld) {
      return endOfOwn(flight, asked, patience);
    }
    CompletableFuture<Landing<V>> end = flight.endFor(asked);
    return end.isDone()
        ? end
        : limited(end, Landing.gone(), untilOld).thenApply(landing -> {
          if (landing.how() == How.GONE) {
            remove(flight);
          }
          return landing;
        });
  }

  /** As {@link #endOf}, for the caller whose load it is: it is not given up for its age. */
  CompletableFuture<Landing<V>> endOfOwn(Flight<V> flight, long asked, long patience) {
    CompletableFuture<Landing<V>> end = flight.endFor(asked);
    return end.isDone() || patience == FOR_EVER
        ? end
        : limited(end, Landing.without(How.LATE), patience - (ticker.read() - asked));
  }

  private static <V> CompletableFuture<Landing<V>> limited(
      CompletableFuture<Landing<V>> end, Landing<V> otherwise, long nanos) {
    return end.thenApply(landing -> landing)
        .completeOnTimeout(otherwise, Math.max(nanos, 0), TimeUnit.NANOSECONDS);
  }
}
