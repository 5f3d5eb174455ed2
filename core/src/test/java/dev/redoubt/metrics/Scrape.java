// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A registry as Prometheus sees it. */
record Scrape(PrometheusMeterRegistry registry) {
  private static final Pattern NAME = Pattern.compile("`([a-z0-9_]+)");

  String text() {
    return registry.scrape();
  }

  /** The names of everything there is, without the suffixes of histograms. */
  Set<String> families() {
    return text()
        .lines()
        .filter(line -> line.startsWith("# TYPE "))
        .map(line -> line.split(" ", 4)[2])
        .collect(Collectors.toSet());
  }

  /** The names that the page on metrics explains. */
  static Set<String> documented() throws IOException {
    Matcher names = NAME.matcher(Files.readString(Path.of("../docs/metrics.md")));
    return names.results().map(found -> found.group(1)).collect(Collectors.toSet());
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
