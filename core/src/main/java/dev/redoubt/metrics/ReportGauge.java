// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import dev.redoubt.health.HealthReport;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The series of one name, as many as the latest report has values for. */
final class ReportGauge {
  private final MultiGauge gauge;
  private final Function<HealthReport, Map<Tags, Number>> values;
  private volatile Map<Tags, Number> latest = Map.of();

  /** @param values the value of each series by its labels */
  ReportGauge(MultiGauge gauge, Function<HealthReport, Map<Tags, Number>> values) {
    this.gauge = gauge;
    this.values = values;
  }

  void show(HealthReport report) {
    latest = values.apply(report);
    // Series that are there already stay: there is no moment without them.
    gauge.register(latest.keySet().stream().map(this::row).toList(), false);
  }

  private Row<?> row(Tags labels) {
    return Row.of(labels, () -> latest.getOrDefault(labels, Double.NaN));
  }

  void hide() {
    gauge.register(List.of(), true);
  }
}
