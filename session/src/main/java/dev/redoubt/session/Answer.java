// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a script has answered: its verdict, and what comes after. */
record Answer(SessionOutcome outcome, List<Object> parts) {
  static Answer of(List<Object> parts) {
    String verdict = new String((byte[]) parts.get(0), US_ASCII);
    return new Answer(SessionOutcome.valueOf(verdict), parts);
  }

  boolean isOk() {
    return outcome == SessionOutcome.OK;
  }

  long number(int index) {
    return (Long) parts.get(index);
  }

  byte[] bytes(int index) {
    return (byte[]) parts.get(index);
  }

  /** What Redis holds of the attributes that are in conflict. */
  Map<String, Stored> conflicts() {
    Map<String, Stored> conflicts = new HashMap<>();
    for (int i = 1; i + 1 < parts.size(); i += 2) {
      conflicts.put(new String(bytes(i), UTF_8), Stored.of(bytes(i + 1)));
    }
    return conflicts;
  }

  Snapshot snapshot(int index) {
    return new Snapshot((List<?>) parts.get(index));
  }
}
