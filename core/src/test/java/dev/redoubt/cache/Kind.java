// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.time.Duration;
import java.util.List;

/**
 * A kind of cache that schedules try, by what differs: how long leases are, and whether copies are
 * kept.
 */
record Kind(String name, Duration lease, Options options) {
  private static final Duration HOUR = Duration.ofHours(1);

  /** The origin guard is not what is tried here: after an outage it may refuse loads. */
  private static final int UNGUARDED = 10_000;

  /** All of them, with leases that schedules do not outlast, and with such as they do. */
  static List<Kind> all(Duration lease, Duration brief) {
    return List.of(
        new Kind("plain", lease, c -> c),
        new Kind("brief", brief, c -> c),
        new Kind("stale", brief, c -> c.staleFor(HOUR)),
        new Kind("soft", lease, c -> c.staleFor(HOUR).softTimeout(Duration.ZERO)),
        new Kind("hasty", brief, c -> c.staleFor(HOUR).earlyRefresh(10)));
  }

  /** A cache of this kind. */
  Cache<String, Integer> build(Caches caches, String cacheName) {
    return caches.build(
        cacheName,
        ValueType.of(Integer.class),
        c -> options.on(c.ttl(HOUR).lease(lease).guardMinimum(UNGUARDED)));
  }

  @FunctionalInterface
  interface Options {
    CacheConfigBuilder<String, Integer> on(CacheConfigBuilder<String, Integer> builder);
  }
}
