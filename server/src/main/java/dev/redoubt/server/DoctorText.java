// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.redoubt.server.doctor.Diagnosis;
import dev.redoubt.server.doctor.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The doctor's findings as text, a node after the other. */
final class DoctorText {
  private static final String INDENT = " ".repeat(22);

  private final StringBuilder text = new StringBuilder();

  String of(List<Diagnosis> all) {
    Map<String, List<Diagnosis>> byNode =
        all.stream().collect(groupingBy(Diagnosis::node, LinkedHashMap::new, toList()));
    byNode.forEach((node, ofNode) -> {
      text.append(node).append('\n');
      ofNode.forEach(this::add);
    });
    return text.append(summary(all)).toString();
  }

  private void add(Diagnosis one) {
    String head = "%s %-12s".formatted(word(one.verdict()), one.check());
    text.append(head).append(Paragraph.of(one.finding(), INDENT)).append('\n');
    if (!one.cure().isEmpty()) {
      text.append(INDENT).append(Paragraph.of("Cure: " + one.cure(), INDENT)).append('\n');
    }
  }

  private static String word(Verdict verdict) {
    return switch (verdict) {
      case OK -> Paint.good("ok       ");
      case WARNING -> Paint.doubtful("warning  ");
      case FAILURE -> Paint.bad("FAILURE  ");
    };
  }

  private static String summary(List<Diagnosis> all) {
    long failures = count(all, Verdict.FAILURE);
    long warnings = count(all, Verdict.WARNING);
    if (failures == 0 && warnings == 0) {
      return "Nothing is wrong.";
    }
    return counted(failures, "failure") + ", " + counted(warnings, "warning") + "."
        + (failures == 0 ? " Redoubt works with this Redis." : "");
  }

  private static long count(List<Diagnosis> all, Verdict verdict) {
    return all.stream().filter(one -> one.verdict() == verdict).count();
  }

  private static String counted(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
