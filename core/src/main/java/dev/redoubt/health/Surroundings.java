// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import java.util.List;

/** What the monitor hears from and tells, besides the servers. */
record Surroundings(
    Traffic traffic,
    CacheTraffic caches,
    List<HealthListener> listeners,
    List<HealthContributor> contributors) {}
