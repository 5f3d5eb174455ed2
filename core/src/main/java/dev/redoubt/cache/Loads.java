// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.LoadException;
import dev.redoubt.LoadRejectedException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Loads of single keys: flight → lease → loader → fill. The loader runs on the caller's own thread,
 * unless the caller may go before it ends: then, and for the asynchronous view, on the executor.
 */
final class Loads<K, V> {
  private final Engine<K, V> engine;
  private final Flights<V> flights;
  private final StaleRules rules;

  Loads(Engine<K, V> engine) {
    this.engine = engine;
    this.flights = engine.flights();
    this.rules = engine.rules();
  }

  /** The value of a key that was not found: loaded here, or by whoever loads it already. */
  @Nullable V load(Key<K> key, Lookup<V> found, ContextLoader<? super K, V> loader, long asked) {
    if (rules.isThrottled(key, found)) {
      return rules.serve(found, StaleReason.THROTTLED);
    }
    boolean stays = rules.patience(found) == Flights.FOR_EVER;
    while (true) {
      Flight<V> mine = flights.begin(key.text(), found.isStale());
      if (mine != null && stays) {
        return runHere(new Load<>(key, found, mine), loader);
      }
      if (mine != null) {
        start(new Load<>(key, found, mine), loader);
      }
      Flight<V> flight = mine != null ? mine : flights.find(key.text());
      Landing<V> landing = flight == null ? Landing.gone() : join(flight, found, asked);
      if (!landing.isGoneFor(found)) {
        return conclude(landing, key, found, loader, asked);
      }
    }
  }

  /** Waits for the end of a flight, for a caller who asked at that time and has found this. */
  Landing<V> join(Flight<V> flight, Lookup<V> found, long asked) {
    try {
      return flights.await(flight, asked, rules.patience(found));
    } catch (InterruptedException e) {
      throw engine.loaders().interrupted(e);
    }
  }

  /** As {@link #join}, without waiting. */
  CompletableFuture<Landing<V>> joinAsync(Flight<V> flight, Lookup<V> found, long asked) {
    return flights.endOf(flight, asked, rules.patience(found));
  }

  /** What a landing that is not gone means for one who joined the flight. */
  @Nullable V conclude(
      Landing<V> landing,
      Key<K> key,
      Lookup<V> found,
      ContextLoader<? super K, V> loader,
      long asked) {
    return switch (landing.how()) {
      case LANDED -> landing.value();
      case FAILED -> {
        StaleReason reason = rules.reasonAfter(found, landing.cause());
        if (reason != null) {
          yield rules.serve(found, reason);
        }
        throw engine.loaders().joined(landing.cause());
      }
      case LATE, COPY -> {
        if (found.isStale()) {
          yield rules.serve(found, StaleReason.SLOW_LOAD);
        }
        throw engine.loaders().late(asked);
      }
      case REENTRANT -> throw engine.loaders().reentrant();
      // Loaded apart from the flight, which cannot be waited for, and not stored.
      case RING -> engine.loaders().callApart(loader, key, found).value();
      case GONE -> throw new AssertionError("a flight that is gone says nothing");
    };
  }

  /** Runs a flight on this thread, which has nothing better to do. */
  private @Nullable V runHere(Load<K, V> load, ContextLoader<? super K, V> loader) {
    try {
      return run(load, loader)
          ? load.flight().landed()
          : rules.serve(load.found(), StaleRules.reasonOf(load.found()));
    } catch (LoadException | LoadRejectedException e) {
      StaleReason reason = rules.reasonAfter(load.found(), e);
      if (reason != null) {
        return rules.serve(load.found(), reason);
      }
      throw e;
    }
  }

  /** Runs a flight on the executor. */
  private void start(Load<K, V> load, ContextLoader<? super K, V> loader) {
    engine
        .threads()
        .run(() -> CompletableFuture.completedFuture(run(load, loader)))
        .whenComplete((landed, failure) -> {
          // What the loader threw has ended the flight already; the executor may have refused it.
          if (failure != null && !load.flight().hasEnded()) {
            crash(load, failure);
          }
        });
  }

  /**
   * Runs a flight, from the lease to the fill; answers whether it landed. If not, a stale copy is
   * the best answer for now.
   */
  private boolean run(Load<K, V> load, ContextLoader<? super K, V> loader) {
    load.flight().board();
    try {
      if (!engine.waits().awaitLease(load)) {
        return engine.fills().landFound(load);
      }
      engine.validity().start(load, !(loader instanceof Loader));
      Loaded<V> loaded = engine.loaders().call(loader, load);
      rules.onSuccess(load.key());
      engine.fills().land(load, loaded);
      return true;
    } catch (InterruptedException e) {
      RuntimeException thrown = engine.loaders().interrupted(e);
      crash(load, thrown);
      throw thrown;
    } catch (RuntimeException | Error e) {
      crash(load, e);
      throw e;
    }
  }

  /** Ends a load that came to nothing. That its thread was interrupted says nothing to others. */
  void crash(Load<K, V> load, Throwable thrown) {
    engine.fills().drop(load, rules.pauseAfter(load, thrown));
    if (Thread.currentThread().isInterrupted()) {
      load.flight().abandon();
    } else if (thrown instanceof LoadException && thrown.getCause() != null) {
      load.flight().fail(thrown.getCause());
    } else {
      load.flight().fail(thrown);
    }
  }

  /** Loads a fresh value again in the background, unless that happens already. */
  void refresh(Key<K> key, Lookup<V> due, ContextLoader<? super K, V> loader) {
    Flight<V> flight = flights.begin(key.text(), true);
    if (flight != null) {
      start(new Load<>(key, due, flight), loader);
    }
  }

  /** As {@link #load}, on the executor; joins without keeping a thread waiting. */
  CompletableFuture<@Nullable V> loadAsync(
      Key<K> key, Lookup<V> found, ContextLoader<? super K, V> loader, long asked) {
    if (rules.isThrottled(key, found)) {
      return CompletableFuture.completedFuture(rules.serve(found, StaleReason.THROTTLED));
    }
    Flight<V> mine = flights.begin(key.text(), found.isStale());
    if (mine != null) {
      start(new Load<>(key, found, mine), loader);
    }
    Flight<V> flight = mine != null ? mine : flights.find(key.text());
    if (flight == null) {
      return loadAsync(key, found, loader, asked);
    }
    CompletableFuture<Landing<V>> end = mine != null
        ? flights.endOfOwn(mine, asked, rules.patience(found))
        : joinAsync(flight, found, asked);
    return end.thenCompose(landing -> landing.isGoneFor(found)
        ? loadAsync(key, found, loader, asked)
        : CompletableFuture.completedFuture(conclude(landing, key, found, loader, asked)));
  }
}
