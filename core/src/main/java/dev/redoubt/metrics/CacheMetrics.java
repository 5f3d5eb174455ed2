// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import dev.redoubt.cache.CacheListener;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Gives every cache a listener with meters of its own, so that no event looks them up. */
final class CacheMetrics implements CacheListener, AutoCloseable {
  private final MeterSet meters;
  private final ConcurrentMap<String, CacheMeters> caches = new ConcurrentHashMap<>();

  CacheMetrics(MeterSet meters) {
    this.meters = meters;
  }

  @Override
  public CacheListener forCache(String cache) {
    return caches.computeIfAbsent(cache, name -> new CacheMeters(name, meters));
  }

  @Override
  public void close() {
    meters.close();
  }
}
