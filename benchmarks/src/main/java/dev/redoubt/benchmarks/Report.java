// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

import dev.redoubt.benchmarks.Results.Place;
import dev.redoubt.benchmarks.variants.Variant;
import dev.redoubt.benchmarks.variants.Variants;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Says what came out: every goal with what was reached, and a table for each load. */
final class Report {
  private final Results results;
  private final boolean markdown;

  Report(Results results, boolean markdown) {
    this.results = results;
    this.markdown = markdown;
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (Table<?> table : Tables.every()) {
      table.loads().forEach(load -> describe(table, load, text));
    }
    return text.append(heading("Goals"))
        .append(print(goals()))
        .append(unmeasured())
        .toString();
  }

  private void describe(Table<?> table, Load<?> load, StringBuilder text) {
    Place place = new Place(table.name(), load.name());
    if (results.rounds(place) == 0) {
      return;
    }
    text.append(heading(table.title() + ": " + load.name()))
        .append(print(grid(table, place)))
        .append(String.format(
            Locale.ROOT,
            "%n%d rounds; ratios are to %s; others kept %.2f processors busy%s.%n%n",
            results.rounds(place),
            table.baseline(),
            results.foreign(place),
            isCalm(place) ? "" : ", so these figures mean little"));
  }

  private boolean isCalm(Place place) {
    return results.foreign(place) < Results.CALM;
  }

  private Grid grid(Table<?> table, Place place) {
    Grid grid = new Grid(
        "",
        "ops/s",
        "min–max",
        "ratio",
        "p50 µs",
        "p99 µs",
        "client µs/op",
        "ratio",
        "server µs/op",
        "ratio");
    for (Variant<?> variant : table.variants()) {
      Row row = new Row(place, variant.name(), table.baseline());
      if (row.isMeasured()) {
        grid.row(row.cells());
      }
    }
    return grid;
  }

  private final class Row {
    private final Place place;
    private final String variant;
    private final String base;

    private Row(Place place, String variant, String base) {
      this.place = place;
      this.variant = variant;
      this.base = base;
    }

    private boolean isMeasured() {
      return !results.values(place, variant, Sample.Figures::ops).isEmpty();
    }

    private String[] cells() {
      return new String[] {
        variant,
        median(Sample.Figures::ops, Report::thousands),
        range(),
        ratio(Sample.Figures::ops),
        median(Sample.Figures::p50, Report::micros),
        median(Sample.Figures::p99, Report::micros),
        median(Sample.Figures::client, Report::micros),
        ratio(Sample.Figures::client),
        median(Sample.Figures::server, Report::micros),
        ratio(Sample.Figures::server)
      };
    }

    private String median(ToDoubleFunction<Sample.Figures> figure, Function<Double, String> unit) {
      return unit.apply(results.median(place, variant, figure));
    }

    private String range() {
      List<Double> all = results.values(place, variant, Sample.Figures::ops);
      return thousands(all.get(0)) + "–" + thousands(all.get(all.size() - 1));
    }

    private String ratio(ToDoubleFunction<Sample.Figures> figure) {
      return results.ratio(place, variant, base, figure).map(Report::times).orElse("–");
    }
  }

  private Grid goals() {
    Grid grid = new Grid("Redoubt", "compared with", "goal", "aim", "reached", "");
    for (Goal goal : Goals.ALL) {
      String sign = goal.cost() ? "≤ " : "≥ ";
      goal.reached(results, Variants.REDOUBT)
          .ifPresent(ratio -> grid.row(
              goal.name(),
              goal.base(),
              sign + times(goal.bound()),
              goal.aim() == goal.bound() ? "" : sign + times(goal.aim()),
              times(ratio),
              goal.verdict(ratio) + (isCalm(goal.place()) ? "" : ", disturbed")));
    }
    return grid;
  }

  private String unmeasured() {
    String names = Goals.ALL.stream()
        .filter(goal -> goal.reached(results, Variants.REDOUBT).isEmpty())
        .map(Goal::name)
        .distinct()
        .collect(Collectors.joining("; "));
    return names.isEmpty() ? "" : "\nNot measured: " + names + ".\n";
  }

  private String heading(String title) {
    return markdown ? "### " + title + "\n\n" : title + "\n";
  }

  private String print(Grid grid) {
    return markdown ? grid.toMarkdown() : grid.toText();
  }

  private static String times(double ratio) {
    return String.format(Locale.ROOT, "%.2f", ratio);
  }

  private static String micros(double micros) {
    return String.format(Locale.ROOT, micros < 100 ? "%.1f" : "%.0f", micros);
  }

  private static String thousands(double ops) {
    return ops < 10_000
        ? String.format(Locale.ROOT, "%.0f", ops)
        : String.format(Locale.ROOT, "%.1f k", ops / 1_000);
  }
}
