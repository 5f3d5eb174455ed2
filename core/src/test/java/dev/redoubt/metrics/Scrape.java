// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** A registry as Prometheus sees it. */
record Scrape(PrometheusMeterRegistry registry) {

  String text() {
    return registry.scrape();
  }

  /** The value of a series, written with single quotes and its labels in alphabetical order. */
  double value(String series) {
    String start = series.replace('\'', '"') + " ";
    return text()
        .lines()
        .filter(line -> line.startsWith(start))
        .mapToDouble(line -> Double.parseDouble(line.substring(start.length())))
        .findFirst()
        .orElseThrow(() -> new AssertionError(series + " is not in\n" + text()));
  }
}
