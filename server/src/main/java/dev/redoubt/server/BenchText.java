// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import dev.redoubt.server.bench.Report;
import dev.redoubt.server.bench.Result;
import java.util.Locale;

/** A benchmark's report as text of 80 columns. */
final class BenchText {
  private static final int WIDTH = 44;

  static String of(Report report) {
    StringBuilder text = new StringBuilder();
    add(
        text,
        "%d threads, %,d keys of %,d bytes, %d %% writes; rounds of %.1f s by turns%n%n",
        report.threads(),
        report.keys(),
        report.valueBytes(),
        report.writePercent(),
        report.roundSeconds());
    add(
        text,
        "%-9s%12s%11s%11s%11s%11s%8s%n",
        "",
        "requests/s",
        "median",
        "99 %",
        "99.9 %",
        "slowest",
        "errors");
    report.results().forEach(result -> add(text, result));
    add(
        text,
        "%-9s%12.2f   the median of %d rounds, %.2f to %.2f%n",
        "ratio",
        report.medianRatio(),
        report.ratios().size(),
        report.ratios().get(0),
        report.ratios().get(report.ratios().size() - 1));
    report.results().forEach(result -> addHistogram(text, result));
    String note = "Callers waited for their answers: this says how many requests such callers can"
        + " make, not how long these would take at a given rate.";
    return text.append('\n').append(Paragraph.of(note, "")).toString();
  }

  private static void add(StringBuilder text, Result result) {
    add(
        text,
        "%-9s%,12.0f%11s%11s%11s%11s%,8d%n",
        result.name(),
        result.requestsPerSecond(),
        millis(result.medianMillis()),
        millis(result.p99Millis()),
        millis(result.p999Millis()),
        millis(result.slowestMillis()),
        result.errors());
  }

  private static void addHistogram(StringBuilder text, Result result) {
    long total = result.histogram().stream().mapToLong(Result.Bar::count).sum();
    long most = result.histogram().stream().mapToLong(Result.Bar::count).max().orElse(1);
    add(text, "%n%s: how long requests took%n", result.name());
    for (Result.Bar bar : result.histogram()) {
      int length = (int) Math.round((double) WIDTH * bar.count() / most);
      String line = String.format(
          Locale.ROOT,
          "  up to %10s %7.3f %% %s",
          millis(bar.upToMillis()),
          100.0 * bar.count() / total,
          "#".repeat(length));
      text.append(line.stripTrailing()).append('\n');
    }
  }

  private static String millis(double millis) {
    return String.format(Locale.ROOT, millis < 10 ? "%.2f ms" : "%.0f ms", millis);
  }

  private static void add(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values));
  }
}
