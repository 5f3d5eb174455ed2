// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/failures.md names only tests, series, labels and alerts that there are. */
class FailuresTest {
  private static final Path PAGE = Path.of("../docs/failures.md");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern SERIES = Pattern.compile("(redoubt|resilience4j|cache)_\\w+.*");
  private static final int COLUMNS = 5;

  @Test
  void tests_exist() throws IOException {
    Map<String, String> sources = tests();
    Predicate<String> exists = name -> {
      String[] parts = name.split("\\.", 2);
      String source = sources.getOrDefault(parts[0], "");
      return parts.length == 1
          ? !source.isEmpty()
          : source.contains("void " + parts[1] + "(") && source.contains("@Test");
    };
    assertThat(column(4)).hasSizeGreaterThan(40).allMatch(exists);
  }

  /** The sources of test classes; of those with one name together. */
  private static Map<String, String> tests() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    for (Path source : Region.tests()) {
      String file = source.getFileName().toString();
      String name = file.substring(0, file.length() - ".java".length());
      sources.merge(name, Files.readString(source), String::concat);
    }
    return sources;
  }

  @Test
  void series_areDocumented() throws IOException {
    String metrics = Files.readString(Path.of("../docs/metrics.md"))
        + Files.readString(Path.of("../docs/sessions.md"));
    List<String> missing = new ArrayList<>();
    for (String series : column(2)) {
      assertThat(series).matches(SERIES);
      String name = series.replaceAll("\\{.*|_count\\{.*", "").replaceAll("_count$", "");
      if (!metrics.contains("`" + name + "`")) {
        missing.add(series);
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void labelsOfErrors_areKindsOfFailures() throws IOException {
    Pattern type = Pattern.compile("redoubt_command_errors_total\\{type=\"(\\w+)\"}");
    String kinds = Files.readString(Path.of("src/main/java/dev/redoubt/client/FailureKind.java"));
    Set<String> types = new TreeSet<>();
    column(2)
        .forEach(
            series -> type.matcher(series).results().forEach(found -> types.add(found.group(1))));
    assertThat(types)
        .hasSizeGreaterThan(5)
        .allMatch(kind -> kinds.contains("\n  " + kind.toUpperCase(Locale.ROOT) + "("));
  }

  @Test
  void alerts_exist_andNoneIsMissing() throws IOException {
    Set<String> alerts = new TreeSet<>();
    Pattern.compile("- alert: (\\w+)")
        .matcher(Files.readString(Path.of("../ops/prometheus/redoubt-alerts.yml")))
        .results()
        .forEach(alert -> alerts.add(alert.group(1)));
    Set<String> named = new TreeSet<>(column(3));
    // It wastes memory, and costs callers nothing.
    named.add("RedoubtFragmentation");
    assertThat(named).isEqualTo(alerts);
  }

  /** What stands in backticks in a column of the page's tables. */
  private static List<String> column(int index) throws IOException {
    List<String> names = new ArrayList<>();
    for (String line : Pages.prose(PAGE)) {
      if (!line.startsWith("| ") || line.startsWith("| fault |")) {
        continue;
      }
      String[] cells = line.substring(1, line.lastIndexOf('|')).split("\\|", -1);
      assertThat(cells).as(line).hasSize(COLUMNS);
      CODE.matcher(cells[index]).results().forEach(code -> names.add(code.group(1)));
    }
    return names;
  }
}
