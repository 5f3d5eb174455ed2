// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import dev.redoubt.health.Health;
import dev.redoubt.health.HealthReport;
import dev.redoubt.health.HealthStatus;
import java.util.Map;
import org.eclipse.jetty.server.Request;

/**
 * {@code GET /health}: how Redis is. Answered from memory. 503 when no node can be used, which is
 * for dashboards and alerts; what decides about restarts and traffic asks {@code /health/live} and
 * {@code /health/ready}, which are 200 then.
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
    boolean usable = report.status() == HealthStatus.UP || report.status() == HealthStatus.DEGRADED;
    return Answer.rawJson(usable ? 200 : 503, report.toJson());
  }

  /**
   * {@code GET /health/ready}: whether to send requests here. Yes, also without Redis: caches fall
   * back to the origin, and taking every instance out of service would be the greater outage.
   */
  Answer ready(Request request) {
    return Answer.json(200, new Ready("UP", health.report().status() != HealthStatus.UP));
  }

  private record Ready(String status, boolean degraded) {}
}
