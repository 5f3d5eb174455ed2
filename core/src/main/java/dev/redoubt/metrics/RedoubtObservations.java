// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import dev.redoubt.cache.CacheListener;
import dev.redoubt.cache.LoadOutcome;
import dev.redoubt.client.CallListener;
import dev.redoubt.client.ClientListener;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;

/**
 * Micrometer observations of calls and, by {@link #loads}, of loads, which tracers make spans of:
 *
 * <pre>{@code
 * RedoubtObservations spans = new RedoubtObservations(registry);
 * Redoubt.builder(config).listener(spans).listener(spans.loads()).connect();
 * }</pre>
 *
 * A call is observed from the caller's thread to its end, over all attempts; what is current there
 * becomes its parent. While a loader runs its observation is current, so that what the loader does
 * becomes a part of it. Names follow the conventions of OpenTelemetry for databases; there is never
 * a key or a value in them. Thread-safe.
 */
public final class RedoubtObservations implements ClientListener {
  private final ObservationRegistry registry;
  private final Labels commandNames = new Labels();

  /** Observes on {@code registry}. */
  public RedoubtObservations(ObservationRegistry registry) {
    this.registry = registry;
  }

  @Override
  public CallListener onCall(String command, int calls) {
    if (registry.isNoop()) {
      return CallListener.NONE;
    }
    String name = commandNames.of(command);
    Observation call = Observation.createNotStarted("redoubt.call", this::toRedis, registry)
        .contextualName(name)
        .lowCardinalityKeyValue("db.system.name", "redis")
        .lowCardinalityKeyValue("db.operation.name", name)
        .highCardinalityKeyValue("db.operation.batch.size", String.valueOf(calls))
        .start();
    return failure -> {
      if (failure != null) {
        call.error(failure);
      }
      call.stop();
    };
  }

  /** Nothing is sent along: Redis has no place for it. */
  private Observation.Context toRedis() {
    SenderContext<Object> context = new SenderContext<>((carrier, key, value) -> {}, Kind.CLIENT);
    context.setRemoteServiceName("redis");
    return context;
  }

  /** The listener that observes the caches' loads. */
  public CacheListener loads() {
    return new Loads();
  }

  private static final class LoadContext extends Observation.Context {}

  /** A load starts and ends on one thread. */
  private final class Loads implements CacheListener {
    @Override
    public void onLoadStart(String cache, int keys) {
      Observation.createNotStarted("redoubt.load", LoadContext::new, registry)
          .contextualName("load " + cache)
          .lowCardinalityKeyValue("cache", cache)
          .highCardinalityKeyValue("keys", String.valueOf(keys))
          .start()
          .openScope();
    }

    @Override
    public void onLoad(String cache, int keys, LoadOutcome outcome, long nanos) {
      Observation.Scope scope = registry.getCurrentObservationScope();
      if (scope == null) {
        return;
      }
      Observation load = scope.getCurrentObservation();
      // A loader that leaves a scope of its own open must not have it closed here.
      if (load.getContext() instanceof LoadContext) {
        scope.close();
        load.lowCardinalityKeyValue("outcome", outcome.label()).stop();
      }
    }
  }
}
