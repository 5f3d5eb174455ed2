// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Puts many findings into one sentence. */
final class Reasons {
  private static final int NAMED = 3;

  private Reasons() {}

  /** The worst findings, up to three of them; what is known when none is bad. */
  static String of(List<Finding> findings) {
    List<Finding> bad = findings.stream()
        .filter(finding -> finding.status() != HealthStatus.UP)
        .sorted(Comparator.comparing(Reasons::rank))
        .toList();
    if (findings.isEmpty()) {
      return "nothing is known yet";
    }
    if (bad.isEmpty()) {
      return "all is well";
    }
    String named = bad.stream()
        .limit(NAMED)
        .map(finding -> finding.subject() + ": " + finding.reason())
        .collect(Collectors.joining("; "));
    return bad.size() <= NAMED ? named : named + "; and " + (bad.size() - NAMED) + " more";
  }

  private static int rank(Finding finding) {
    return switch (finding.status()) {
      case DOWN -> 0;
      case DEGRADED -> 1;
      case UNKNOWN -> 2;
      case UP -> 3;
    };
  }
}
