// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.time.InstantSource;

/**
 * The parts of one cache, as its reads and writes share them.
 *
 * @param keys keys to keys of Redis
 * @param flights one load per key in this JVM
 * @param remote reads of Redis
 * @param leases the right to store what is loaded
 * @param fills stores what was loaded
 * @param loaders calls of loaders
 * @param events what the listener hears
 * @param clock the wall clock
 * @param threads where loads of the asynchronous view run
 */
record Engine<K, V>(
    Keys<K> keys,
    Flights<V> flights,
    RemoteTier<V> remote,
    Leases<V> leases,
    Fills<V> fills,
    LoaderCalls loaders,
    Events events,
    InstantSource clock,
    LoaderThreads threads) {

  static <K, V> Engine<K, V> of(
      CacheConfig<K, V> config, Entries<V> entries, Events events, Environment environment) {
    Flights<V> flights = new Flights<>(
        environment.waits(), environment.ticker(), config.loading().lease().toNanos());
    Leases<V> leases = new Leases<>(environment.client(), entries, environment.random());
    return new Engine<>(
        new Keys<>(config),
        flights,
        new RemoteTier<>(environment, entries, events),
        leases,
        new Fills<>(entries, flights, leases, events, config.freshness().ttl()),
        new LoaderCalls(config.name(), events),
        events,
        environment.clock(),
        environment.threads());
  }
}
