// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.RedoubtException;
import dev.redoubt.cache.Cache;
import dev.redoubt.metrics.RedoubtMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * An application that does what the demo does not: it removes, its loader may fail, and its loads
 * are many for what its origin guard allows. Its members have sessions.
 */
final class Shop implements AutoCloseable {
  private static final Duration LOAD = Duration.ofMillis(40);
  private static final int READERS = 4;
  private static final int CROWD = 60;
  private static final int GOODS = 500;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final RedoubtMetrics metrics = new RedoubtMetrics(registry);
  private final Members members = new Members(registry);
  private final Redoubt redoubt;
  private final Cache<String, String> goods;
  private final WebServer web;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong removed = new AtomicLong();
  private volatile boolean closed;
  private volatile boolean loaderFails;
  private volatile boolean crowded;
  private volatile int removalsPerSecond = 5;

  Shop(String redisUrl) throws IOException {
    redoubt = Redoubt.builder(RedoubtConfig.of(redisUrl)
            .newBuilder()
            .health(health -> health.interval(Duration.ofSeconds(1)))
            .build())
        .listener(metrics)
        .listener(metrics.caches())
        .connect();
    redoubt.health().listen(metrics.health());
    goods = redoubt.cache(
        "goods", String.class, c -> c.ttl(Duration.ofSeconds(1)).staleFor(Duration.ofSeconds(20)));
    web = WebServer.start("127.0.0.1", 0, Map.of("/metrics", new MetricsEndpoint(registry)));
    for (int i = 0; i < READERS; i++) {
      start("reader-" + i, this::readOne);
    }
    for (int i = 0; i < CROWD; i++) {
      start("crowd-" + i, this::readInCrowd);
    }
    start("remover", this::removeSome);
    start("members", members::request);
  }

  private void start(String name, Runnable step) {
    Thread thread = new Thread(() -> repeat(step), "shop-" + name);
    threads.add(thread);
    thread.start();
  }

  private void repeat(Runnable step) {
    while (!closed) {
      try {
        step.run();
      } catch (RedoubtException e) {
        // What this is here for; the metrics tell of it.
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private void readOne() {
    goods.get("good" + Thread.currentThread().getId() * 31 * System.nanoTime() % GOODS, this::load);
  }

  private void readInCrowd() {
    if (crowded) {
      readOne();
    }
  }

  private String load(String good) {
    LockSupport.parkNanos(LOAD.toNanos());
    if (loaderFails) {
      throw new IllegalStateException("no database");
    }
    return good;
  }

  private void removeSome() {
    int now = Math.max(1, removalsPerSecond / 50);
    for (int i = 0; i < now; i++) {
      removeOne();
    }
  }

  private void removeOne() {
    try {
      goods.remove("gone" + removed.getAndIncrement());
    } catch (RedoubtException e) {
      // It waits in the outbox now.
    }
  }

  /** Whether many more people than usual come. */
  void crowd(boolean comes) {
    crowded = comes;
  }

  void failLoader(boolean fails) {
    loaderFails = fails;
  }

  void failSessions(boolean fail) {
    if (fail) {
      members.freeze();
    } else {
      members.thaw();
    }
  }

  void remove(int perSecond) {
    removalsPerSecond = perSecond;
  }

  String url() {
    return web.url();
  }

  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
    web.close();
    members.close();
    redoubt.close();
  }
}
