// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.CancelledException;
import dev.redoubt.FailureContext;
import dev.redoubt.LoadException;
import dev.redoubt.RedoubtException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Calls loaders of one cache, with their events, and turns what they throw into our exceptions. */
final class LoaderCalls {
  private final String cache;
  private final Events events;

  LoaderCalls(String cache, Events events) {
    this.cache = cache;
    this.events = events;
  }

  /**
   * The value, or null if the origin has none.
   *
   * @throws LoadException if the loader throws
   * @throws CancelledException if the loader was interrupted
   */
  <K, V> @Nullable V call(Loader<? super K, ? extends V> loader, K key) {
    long start = events.loadStart(1);
    try {
      V value = loader.load(key);
      events.load(1, value == null ? LoadOutcome.ABSENT : LoadOutcome.SUCCESS, start);
      return value;
    } catch (Exception e) {
      throw failed(e, 1, start);
    } catch (Error e) {
      events.load(1, LoadOutcome.FAILED, start);
      throw e;
    }
  }

  /** The values by key; throws as {@link #call}. */
  <K, V> Map<? extends K, ? extends V> callAll(BulkLoader<K, V> loader, Set<K> keys) {
    long start = events.loadStart(keys.size());
    try {
      Map<? extends K, ? extends V> values =
          Objects.requireNonNull(loader.load(keys), "a bulk loader must not return null");
      events.load(keys.size(), LoadOutcome.SUCCESS, start);
      return values;
    } catch (Exception e) {
      throw failed(e, keys.size(), start);
    } catch (Error e) {
      events.load(keys.size(), LoadOutcome.FAILED, start);
      throw e;
    }
  }

  private RedoubtException failed(Exception thrown, int keys, long start) {
    if (thrown instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    boolean interrupted = Thread.currentThread().isInterrupted();
    long nanos = events.load(keys, interrupted ? LoadOutcome.CANCELLED : LoadOutcome.FAILED, start);
    FailureContext context = context(Duration.ofNanos(nanos));
    return thrown instanceof InterruptedException
        ? new CancelledException("the loader was interrupted", context, thrown)
        : new LoadException("the loader failed", context, thrown);
  }

  /** The exception of one who joined a flight whose loader threw {@code cause}. */
  LoadException joined(@Nullable Throwable cause) {
    return new LoadException("the loader of another caller failed", context(Duration.ZERO), cause);
  }

  /** The exception of a loader that asks for the very key it is loading. */
  LoadException reentrant() {
    String problem = "a loader asked the cache for the key that it is loading";
    return new LoadException(problem, context(Duration.ZERO), null);
  }

  private FailureContext context(Duration elapsed) {
    return new FailureContext("load", cache, null, 0, elapsed, null, false);
  }

  /** The exception of one who was interrupted while waiting for another one's flight. */
  CancelledException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    String problem = "interrupted while waiting for another caller's load";
    return new CancelledException(problem, context(Duration.ZERO), cause);
  }
}
