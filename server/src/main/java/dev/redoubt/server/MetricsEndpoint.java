// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** All meters, in Prometheus text format, or in OpenMetrics where the client asks for it. */
final class MetricsEndpoint implements Endpoint {
  private static final String OPEN_METRICS = "application/openmetrics-text";
  private static final String OPEN_METRICS_TYPE = OPEN_METRICS + "; version=1.0.0; charset=utf-8";
  private static final String TEXT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry;

  MetricsEndpoint(PrometheusMeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public Answer answer(Request request) {
    String accept = request.getHeaders().get(HttpHeader.ACCEPT);
    String type = accept != null && accept.contains(OPEN_METRICS) ? OPEN_METRICS_TYPE : TEXT_TYPE;
    return Answer.text(type, registry.scrape(type));
  }
}
