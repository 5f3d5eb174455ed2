// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import java.util.Locale;

/** Why there is no reading. */
final class Unread {
  private Unread() {}

  /** The finding that stands where a look brought no answer to a question. */
  static Finding finding(Look look, String measure, Question question) {
    return Gauge.unknown(look.node(), measure, reason(look, question));
  }

  private static String reason(Look look, Question question) {
    if (!look.isAlive()) {
      return "the server does not answer";
    }
    return look.answers().isForbidden(question)
        ? "not permitted: " + command(question)
        : "no answer to " + command(question) + ": "
            + look.answers().to(question).problem();
  }

  private static String command(Question question) {
    return switch (question) {
      case PING, ROLE -> question.name();
      case MEMORY, REPLICATION, STATS, CLIENTS, PERSISTENCE ->
        "INFO " + question.name().toLowerCase(Locale.ROOT);
      case SETTINGS -> "CONFIG GET";
      case CLUSTER_STATE -> "CLUSTER INFO";
      case CLUSTER_NODES -> "CLUSTER NODES";
      case WRITE -> "SET";
      case REMOVAL -> "DEL";
    };
  }
}
