// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.redoubt.cache.Environment.FillCommand;
import dev.redoubt.client.ClientListener;
import dev.redoubt.client.ProtectedClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Caches as one JVM has them, whose clock tests can put forward and whose chance they can decide.
 */
final class Jvm implements AutoCloseable {
  private final AtomicLong ahead = new AtomicLong();
  private final ProtectedClient client;
  private final Caches caches;
  private volatile RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();

  Jvm(String url, CacheListener listener) {
    this(url, listener, LeaseRequests::fill);
  }

  Jvm(String url, CacheListener listener, FillCommand fill) {
    client = ProtectedClient.open(Patience.config(url), ClientListener.NONE);
    Patience.awaitReady(client);
    InstantSource clock = () -> Instant.now().plusNanos(ahead.get());
    Ticker ticker = () -> System.nanoTime() + ahead.get();
    RandomGenerator chance = () -> random.nextLong();
    Environment environment = new Environment(
        client, LoaderThreads.open(), clock, ticker, chance, new Waits(), fill, Background.open());
    caches = new Caches(environment, listener, "redoubt");
  }

  Cache<String, City> cities(
      Function<CacheConfigBuilder<String, City>, CacheConfigBuilder<String, City>> options) {
    return caches.build("cities", ValueType.of(City.class), options);
  }

  Caches caches() {
    return caches;
  }

  /** Puts both its clocks forward. Redis's clock stays. */
  void pass(Duration time) {
    ahead.addAndGet(time.toNanos());
  }

  void chance(RandomGenerator generator) {
    random = generator;
  }

  @Override
  public void close() {
    caches.close(Duration.ofSeconds(1));
    client.close();
  }
}
