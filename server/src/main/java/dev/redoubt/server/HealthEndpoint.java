// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import dev.redoubt.health.Health;
import dev.redoubt.health.HealthReport;
import dev.redoubt.health.HealthStatus;
import java.util.Map;
import org.eclipse.jetty.server.Request;

/**
 * {@code GET /health}: how Redis is. Answered from memory. 503 when no node can be used, which is
 * for dashboards and alerts; what decides about restarts asks {@code /health/live}, what decides
 * about traffic {@code /health/ready}.
 */
final class HealthEndpoint implements Endpoint {
  /** This process answers. Redis is not asked: restarting the application would not repair it. */
  static final Endpoint LIVE = request -> Answer.json(200, Map.of("status", "UP"));

  private final Health health;

  HealthEndpoint(Health health) {
    this.health = health;
  }

  @Override
  public Answer answer(Request request) {
    HealthReport report = health.report();
    return Answer.rawJson(report.isUsable() ? 200 : 503, report.toJson());
  }

  /**
   * {@code GET /health/ready}: whether to send requests here. Yes, also without Redis: caches fall
   * back to the origin, and taking every instance out of service would be the greater outage. 503
   * only when something that is declared required has been down for some time.
   */
  Answer ready(Request request) {
    boolean ready = health.isReady();
    boolean degraded = health.report().status() != HealthStatus.UP;
    return Answer.json(ready ? 200 : 503, new Ready(ready ? "UP" : "DOWN", degraded));
  }

  private record Ready(String status, boolean degraded) {}
}
