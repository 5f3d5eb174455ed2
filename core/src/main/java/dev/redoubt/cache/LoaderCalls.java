// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.CancelledException;
import dev.redoubt.FailureContext;
import dev.redoubt.LoadException;
import dev.redoubt.LoadRejectedException;
import dev.redoubt.OverloadException;
import dev.redoubt.RedoubtException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls loaders of one cache, with their events, and turns what they throw into our exceptions. */
final class LoaderCalls {
  private final String cache;
  private final Events events;
  private final InstantSource clock;
  private final OriginGuard guard;
  private final EpochKeys groups;

  LoaderCalls(
      String cache, Events events, InstantSource clock, OriginGuard guard, EpochKeys groups) {
    this.cache = cache;
    this.events = events;
    this.clock = clock;
    this.guard = guard;
    this.groups = groups;
  }

  /**
   * What the loader returns.
   *
   * @throws LoadException if the loader throws
   * @throws LoadRejectedException if the origin guard does not let it run
   * @throws CancelledException if the loader was interrupted
   */
  <K, V> Loaded<V> call(ContextLoader<? super K, V> loader, Load<K, V> load) {
    boolean limited = isLimited(load.key(), load.isWithoutRedis());
    return admitted(limited, 1, () -> run(loader, load.key().given(), load.found()));
  }

  /** As {@link #call}, for a load that is apart from any flight. */
  <K, V> Loaded<V> callApart(ContextLoader<? super K, V> loader, Key<K> key, Lookup<V> found) {
    boolean limited = isLimited(key, found.kind() == Lookup.Kind.UNKNOWN);
    return admitted(limited, 1, () -> run(loader, key.given(), found));
  }

  /** How the origin guard is. */
  GuardState guard() {
    return guard.state();
  }

  private boolean isLimited(Key<?> key, boolean withoutRedis) {
    int group = groups.group(key.bytes());
    if (withoutRedis) {
      guard.without(group);
    }
    return withoutRedis || guard.limits(group);
  }

  private <T> T admitted(boolean limited, int keys, Supplier<T> call) {
    long start = events.now();
    if (!guard.enter(limited)) {
      events.loadRejected(keys);
      String problem = "Redis is away or was so until now, and " + guard.running()
          + " loads are running, which is as many as the origin guard lets";
      throw new LoadRejectedException(problem, context(Duration.ZERO), null);
    }
    try {
      return call.get();
    } finally {
      guard.leave(events.now() - start);
    }
  }

  private <K, V> Loaded<V> run(ContextLoader<? super K, V> loader, K key, Lookup<V> found) {
    LoadContext<V> context = new LoadContext<>(cache, found);
    long began = clock.millis();
    long start = events.loadStart(1);
    try {
      V value = loader.load(key, context);
      long nanos = events.load(1, outcome(value, context), start);
      return new Loaded<>(value, new LoadTime(began, nanos), context);
    } catch (Exception e) {
      throw failed(e, 1, start);
    } catch (Error e) {
      events.load(1, LoadOutcome.FAILED, start);
      throw e;
    }
  }

  private static LoadOutcome outcome(@Nullable Object value, LoadContext<?> context) {
    if (value == null) {
      return LoadOutcome.ABSENT;
    }
    return context.isUnmodified() ? LoadOutcome.UNMODIFIED : LoadOutcome.SUCCESS;
  }

  /** What a bulk loader returns for each of the loads; throws as {@link #call}. */
  <K, V> List<Loaded<V>> callAll(BulkLoader<K, V> loader, List<Load<K, V>> loads) {
    boolean limited = false;
    for (Load<K, V> load : loads) {
      limited |= isLimited(load.key(), load.isWithoutRedis());
    }
    return admitted(limited, loads.size(), () -> runAll(loader, loads));
  }

  private <K, V> List<Loaded<V>> runAll(BulkLoader<K, V> loader, List<Load<K, V>> loads) {
    Set<K> keys = new LinkedHashSet<>(loads.size() * 2);
    loads.forEach(load -> keys.add(load.key().given()));
    long began = clock.millis();
    long start = events.loadStart(keys.size());
    try {
      Map<? extends K, ? extends V> values =
          Objects.requireNonNull(loader.load(keys), "a bulk loader must not return null");
      LoadTime time = new LoadTime(began, events.load(keys.size(), LoadOutcome.SUCCESS, start));
      List<Loaded<V>> loaded = new ArrayList<>(loads.size());
      loads.forEach(load -> loaded.add(Loaded.of(values.get(load.key().given()), time)));
      return loaded;
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

  /** The exception of one who joined a flight whose loader threw {@code cause}, or never ran. */
  RedoubtException joined(@Nullable Throwable cause) {
    if (cause instanceof LoadRejectedException rejected) {
      return rejected.inCache(cache);
    }
    if (cause instanceof OverloadException overload) {
      return overload.inCache(cache);
    }
    return new LoadException("the loader of another caller failed", context(Duration.ZERO), cause);
  }

  /** The exception of one who has waited for a load as long as the hard timeout says. */
  LoadException late(long asked) {
    Duration waited = Duration.ofNanos(events.now() - asked);
    return new LoadException("the load takes longer than hardTimeout", context(waited), null);
  }

  /** The exception of a loader that asks for the very key it is loading. */
  LoadException reentrant() {
    String problem = "a loader asked the cache for the key that it is loading";
    return new LoadException(problem, context(Duration.ZERO), null);
  }

  private FailureContext context(Duration elapsed) {
    return new FailureContext("load", cache, null, 0, elapsed, null, false);
  }

  /** The exception of one who was interrupted while waiting for another one's load. */
  CancelledException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    String problem = "interrupted while waiting for another caller's load";
    return new CancelledException(problem, context(Duration.ZERO), cause);
  }
}
