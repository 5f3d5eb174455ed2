// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.client.Request;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * What all caches of a {@link Caches} share.
 *
 * @param client the way to Redis
 * @param threads where loads of the asynchronous view run
 * @param clock the wall clock, for what is written into entries
 * @param ticker the monotonic clock, for durations
 * @param random for jitter and tokens; thread-safe
 * @param waits who waits for whose load
 * @param fill how what was loaded is stored
 */
record Environment(
    ProtectedClient client,
    LoaderThreads threads,
    InstantSource clock,
    Ticker ticker,
    RandomGenerator random,
    Waits waits,
    FillCommand fill) {

  /** Stores an entry in the place of the one with a token; answers whether. */
  @FunctionalInterface
  interface FillCommand {
    Request<Boolean> of(Key<?> key, long token, Packet entry);
  }
}
