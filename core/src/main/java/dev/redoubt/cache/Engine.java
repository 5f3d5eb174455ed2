// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

/**
 * The parts of one cache, as its reads and writes share them.
 *
 * @param validity epochs, tags and removals
 * @param keys keys to keys of Redis
 * @param flights one load per key in this JVM
 * @param remote reads of Redis
 * @param waits one load per key over all JVMs
 * @param fills stores what was loaded
 * @param ends gives leases back
 * @param rules when a stale copy is the answer
 * @param loaders calls of loaders
 * @param events what the listener hears
 * @param threads where loads run that their callers do not wait for
 */
record Engine<K, V>(
    Validity validity,
    Keys<K> keys,
    Flights<V> flights,
    RemoteTier<V> remote,
    LeaseWaits<V> waits,
    Fills<V> fills,
    LeaseEnds<V> ends,
    StaleRules rules,
    LoaderCalls loaders,
    Events events,
    LoaderThreads threads) {

  static <K, V> Engine<K, V> of(
      CacheConfig<K, V> config,
      Entries<V> entries,
      Events events,
      Fence fence,
      Environment environment) {
    LoadRules rules = config.loading();
    Flights<V> flights =
        new Flights<>(environment.waits(), environment.ticker(), rules.lease().toNanos());
    Validity validity = Validity.of(config, events, environment);
    EpochKeys groups = validity.epochs().keys();
    OriginGuard guard = new OriginGuard(
        rules.guardMinimum(),
        groups.groups(),
        environment.ticker(),
        environment.background(),
        events);
    RemoteTier<V> remote = new RemoteTier<>(environment, entries, validity, guard, events);
    LeaseReturns returns = new LeaseReturns(environment, rules.lease());
    Leases<V> leases =
        new Leases<>(environment, entries, validity.epochs(), fence, returns, events);
    LeaseEnds<V> ends = new LeaseEnds<>(environment, leases, fence, returns, events);
    return new Engine<>(
        validity,
        new Keys<>(config),
        flights,
        remote,
        new LeaseWaits<>(leases, remote, events, environment.random(), rules),
        new Fills<>(entries, flights, ends, validity, events),
        ends,
        new StaleRules(rules, new Throttles(environment.ticker()), events),
        new LoaderCalls(config.name(), events, environment.clock(), guard, groups),
        events,
        environment.threads());
  }
}
