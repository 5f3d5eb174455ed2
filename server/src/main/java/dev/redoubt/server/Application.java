// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.health.EventLog;
import dev.redoubt.metrics.RedoubtMetrics;
import dev.redoubt.server.console.Console;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.server.Handler;
import org.jspecify.annotations.Nullable;

/** What {@code demo} and {@code serve} run: Redoubt on one Redis, and HTTP to look at it. */
final class Application implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final RedoubtMetrics metrics = new RedoubtMetrics(registry);
  private final EventLog events = new EventLog();
  private final Console console = new Console();
  private final Map<String, Endpoint> endpoints = new LinkedHashMap<>();
  private final Map<String, String> links = new LinkedHashMap<>();
  private final List<Handler> applications = new ArrayList<>();
  private final Redoubt redoubt;
  private @Nullable WebServer web;
  private String token = "";

  /** Connects to Redis in the background; HTTP waits for {@link #listen}. */
  Application(RedoubtConfig config) {
    redoubt = Redoubt.builder(config)
        .logEvents(false)
        .listener(metrics)
        .listener(metrics.caches())
        .listener(events)
        .listener(console.clientListener())
        .listener(console.cacheListener())
        .connect();
    redoubt.health().listen(events);
    redoubt.health().listen(metrics.health());
    console.healthListeners().forEach(redoubt.health()::listen);
  }

  Redoubt redoubt() {
    return redoubt;
  }

  /** What is shown at {@code /}. */
  Console console() {
    return console;
  }

  MeterRegistry registry() {
    return registry;
  }

  /** Adds a servlet application, whose first page the console's header links by that name. */
  void add(Handler application, String path, String name, String description) {
    applications.add(application);
    console.link(path, name);
    links.put(path, description);
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
    if (options.consoleActions()) {
      allowActions();
    }
    console.start(redoubt, links);
    List<Handler> handlers = new ArrayList<>(applications);
    handlers.add(console.handler());
    handlers.add(new Endpoints(endpoints));
    web = WebServer.start(options.address(), options.port(), new Handler.Sequence(handlers));
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "redoubt-stop"));
    return web.url();
  }

  /** Lets the console change things, for whoever has the token; before {@link #listen}. */
  String allowActions() {
    token = console.allowActions();
    return token;
  }

  /**
   * Prints the URL, or as JSON what a program wants to know, and says where the console is, to
   * whoever may change things there.
   */
  void tell(String url, boolean json, Started.@Nullable OwnRedis own, Terminal terminal) {
    String page = url + "/" + (token.isEmpty() ? "" : "#token=" + token);
    terminal.print(json ? Json.write(new Started(url, page, own)) : url);
    if (!token.isEmpty()) {
      terminal.say("console   " + page);
    }
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
    console.close();
    if (web != null) {
      web.close();
    }
    redoubt.close();
    metrics.close();
  }
}
