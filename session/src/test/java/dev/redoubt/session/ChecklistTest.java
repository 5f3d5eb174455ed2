// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every statement of docs/sessions-checklist.md has tests that bear its number. */
class ChecklistTest {
  private static final Map<String, Integer> STATEMENTS =
      Map.of("T", 9, "C", 8, "L", 5, "D", 9, "R", 11);
  private static final Pattern NAME = Pattern.compile("((?:[tcldr]\\d+)+)_.*");
  private static final Pattern NUMBER = Pattern.compile("[tcldr]\\d+");
  private static final Pattern ROW = Pattern.compile("\\| ([TCLDR]\\d+) \\| .+ \\| (.+) \\|");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  @Test
  void everyStatement_hasItsTests() throws IOException {
    Map<String, List<String>> page = page();
    List<String> expected = new ArrayList<>();
    STATEMENTS.forEach((kind, count) ->
        IntStream.rangeClosed(1, count).forEach(number -> expected.add(kind + number)));
    assertThat(page).containsOnlyKeys(expected);
    Map<String, Set<String>> tests = tests();
    page.forEach((number, named) -> assertThat(named)
        .as("the tests that the page names for %s", number)
        .isNotEmpty()
        .containsExactlyElementsOf(tests.getOrDefault(number, Set.of())));
  }

  private static Map<String, List<String>> page() throws IOException {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Path.of("../docs/sessions-checklist.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rows.put(
            row.group(1),
            QUOTED.matcher(row.group(2)).results().map(each -> each.group(1)).toList());
      }
    }
    return rows;
  }

  private static Map<String, Set<String>> tests() {
    Map<String, Set<String>> tests = new TreeMap<>();
    new ClassFileImporter()
        .importPackages("dev.redoubt.session").stream()
            .flatMap(type -> type.getMethods().stream())
            .filter(method -> method.isAnnotatedWith(Test.class))
            .forEach(method -> add(tests, method));
    return tests;
  }

  private static void add(Map<String, Set<String>> tests, JavaMethod method) {
    Matcher name = NAME.matcher(method.getName());
    if (name.matches()) {
      String test = method.getOwner().getSimpleName() + "." + method.getName();
      NUMBER
          .matcher(name.group(1))
          .results()
          .map(each -> each.group().toUpperCase(Locale.ROOT))
          .forEach(
              number -> tests.computeIfAbsent(number, any -> new TreeSet<>()).add(test));
    }
  }
}
