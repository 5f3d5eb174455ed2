// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.health.EventLog;
import dev.redoubt.metrics.RedoubtMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** What {@code demo} and {@code serve} run: Redoubt on one Redis, and HTTP to look at it. */
final class Application implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final RedoubtMetrics metrics = new RedoubtMetrics(registry);
  private final EventLog events = new EventLog();
  private final Map<String, Endpoint> endpoints = new LinkedHashMap<>();
  private final Map<String, String> links = new LinkedHashMap<>();
  private final Redoubt redoubt;
  private @Nullable WebServer web;

  /** Connects to Redis in the background; HTTP waits for {@link #listen}. */
  Application(RedoubtConfig config) {
    redoubt = Redoubt.builder(config)
        .logEvents(false)
        .listener(metrics)
        .listener(metrics.caches())
        .listener(events)
        .connect();
    redoubt.health().listen(events);
    redoubt.health().listen(metrics.health());
  }

  Redoubt redoubt() {
    return redoubt;
  }

  /**
   * Adds an endpoint.
   *
   * @param example a path of it that does something
   */
  void add(String path, Endpoint endpoint, String example, String description) {
    endpoints.put(path, endpoint);
    links.put(example, description);
  }

  /**
   * Starts HTTP, until a signal ends the process, and answers its URL.
   *
   * @throws IOException if the port cannot be had
   */
  String listen(HttpOptions options) throws IOException {
    HealthEndpoint health = new HealthEndpoint(redoubt.health());
    add("/health", health, "How Redis is: 200 when it can be used, 503 when not.");
    add("/health/live", HealthEndpoint.LIVE, "Whether this process lives.");
    add(
        "/health/ready",
        health::ready,
        "Whether it takes requests; also without Redis, unless a cache requires it.");
    add("/metrics", new MetricsEndpoint(registry), "Metrics for Prometheus.");
    endpoints.put("", new IndexPage(links));
    web = WebServer.start(options.address(), options.port(), endpoints);
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "redoubt-stop"));
    return web.url();
  }

  private void add(String path, Endpoint endpoint, String description) {
    add(path, endpoint, path, description);
  }

  /** Waits for a signal such as Ctrl-C, which closes this in order. Does not return. */
  void runUntilSignalled() throws InterruptedException {
    new CountDownLatch(1).await();
  }

  /** Answers what was asked already, then disconnects. */
  @Override
  public void close() {
    // Before HTTP ends, since a Redis of the demo's own ends at the same time.
    events.end();
    if (web != null) {
      web.close();
    }
    redoubt.close();
    metrics.close();
  }
}
