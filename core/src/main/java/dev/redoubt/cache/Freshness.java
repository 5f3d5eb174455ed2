// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long entries are good for: fresh for the ttl, then stale for {@code staleFor}, then gone.
 *
 * @param ttl how long an entry is fresh, before jitter
 * @param jitter by what part of itself each ttl varies at random, up and down
 * @param staleFor how long a copy is kept beyond its ttl, for loads that fail or are slow; zero for
 *     not at all
 * @param negativeTtl how long it is remembered that the origin has no value; null for not at all
 * @param earlyRefresh how eagerly entries are loaded again before they turn stale: 0 never, 1 as
 *     the paper proposes
 */
public record Freshness(
    Duration ttl,
    double jitter,
    Duration staleFor,
    @Nullable Duration negativeTtl,
    double earlyRefresh) {}
