// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.LoadException;
import dev.redoubt.RedoubtException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Loads of single keys: flight → lease → loader → fill. The loader runs on the caller's own thread,
 * or on the executor for the asynchronous view.
 */
final class Loads<K, V> {
  private final Engine<K, V> engine;
  private final Flights<V> flights;

  Loads(Engine<K, V> engine) {
    this.engine = engine;
    this.flights = engine.flights();
  }

  /** The value of a key that was not found: loaded here, or by whoever loads it already. */
  @Nullable V load(Key<K> key, Lookup<V> found, Loader<? super K, ? extends V> loader, long asked) {
    while (true) {
      Flight<V> mine = flights.begin(key.text());
      if (mine != null) {
        return run(new Load<>(key, found, mine), loader);
      }
      Flight<V> theirs = flights.find(key.text());
      Landing<V> landing = theirs == null ? Landing.gone() : join(theirs, asked);
      if (!landing.isGone()) {
        return conclude(landing, key, loader);
      }
    }
  }

  /** Waits for the end of another one's flight, for a caller who asked at that time. */
  Landing<V> join(Flight<V> flight, long asked) {
    try {
      return flights.await(flight, asked);
    } catch (InterruptedException e) {
      throw engine.loaders().interrupted(e);
    }
  }

  /** As {@link #join}, without waiting. */
  CompletableFuture<Landing<V>> joinAsync(Flight<V> flight, long asked) {
    return flight.isMine() && !flight.hasEnded()
        ? CompletableFuture.completedFuture(Landing.without(Landing.How.REENTRANT))
        : flight.endFor(asked);
  }

  /** What a landing that is not gone means for one who joined the flight. */
  @Nullable V conclude(Landing<V> landing, Key<K> key, Loader<? super K, ? extends V> loader) {
    return switch (landing.how()) {
      case LANDED -> landing.value();
      case FAILED -> throw engine.loaders().joined(landing.cause());
      case REENTRANT -> throw engine.loaders().reentrant();
      // Loaded apart from the flight, which cannot be waited for, and not stored.
      case RING -> engine.loaders().call(loader, key.given());
      case GONE -> throw new AssertionError("a flight that is gone says nothing");
    };
  }

  /** Runs a flight of this thread's, from the lease to the fill. */
  private @Nullable V run(Load<K, V> load, Loader<? super K, ? extends V> loader) {
    try {
      boolean rivalled = engine.leases().take(load);
      long reread = engine.events().now();
      V stored = rivalled ? reread(load.key()) : null;
      if (stored != null) {
        engine.fills().landStored(load, stored, reread);
        return stored;
      }
      load.startFrom(engine.validity().baseline(load.key(), false));
      long began = engine.clock().millis();
      long start = engine.events().now();
      V value = engine.loaders().call(loader, load.key().given());
      engine.fills().land(load, value, new LoadTime(began, engine.events().now() - start));
      return value;
    } catch (RuntimeException | Error e) {
      crash(load, e);
      throw e;
    }
  }

  /** The value that someone stored between our read and our attempt to take the lease. */
  private @Nullable V reread(Key<K> key) {
    try {
      return engine.remote().get(key).value();
    } catch (RedoubtException e) {
      if (Failures.isOutage(e)) {
        return null;
      }
      throw e;
    }
  }

  /** Ends a load that came to nothing. That its thread was interrupted says nothing to others. */
  void crash(Load<K, V> load, Throwable thrown) {
    engine.fills().drop(load);
    if (Thread.currentThread().isInterrupted()) {
      load.flight().abandon();
    } else if (thrown instanceof LoadException && thrown.getCause() != null) {
      load.flight().fail(thrown.getCause());
    } else {
      load.flight().fail(thrown);
    }
  }

  /** As {@link #load}, on the executor; joins without keeping a thread waiting. */
  CompletableFuture<@Nullable V> loadAsync(
      Key<K> key, Lookup<V> found, Loader<? super K, ? extends V> loader, long asked) {
    return engine.threads().run(() -> attempt(key, found, loader, asked));
  }

  private CompletableFuture<@Nullable V> attempt(
      Key<K> key, Lookup<V> found, Loader<? super K, ? extends V> loader, long asked) {
    Flight<V> mine = flights.begin(key.text());
    if (mine != null) {
      return CompletableFuture.completedFuture(run(new Load<>(key, found, mine), loader));
    }
    Flight<V> theirs = flights.find(key.text());
    if (theirs == null) {
      return loadAsync(key, found, loader, asked);
    }
    return joinAsync(theirs, asked)
        .thenCompose(landing -> landing.isGone()
            ? loadAsync(key, found, loader, asked)
            : CompletableFuture.completedFuture(conclude(landing, key, loader)));
  }
}
