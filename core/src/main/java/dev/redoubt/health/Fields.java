// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import java.util.HashMap;
import java.util.Map;

/** The fields of a reply to INFO or CLUSTER INFO: lines of {@code name:value}. */
record Fields(Map<String, String> values) {

  static Fields of(String text) {
    Map<String, String> values = new HashMap<>();
    text.lines().forEach(line -> {
      int colon = line.indexOf(':');
      if (colon > 0) {
        values.put(line.substring(0, colon), line.substring(colon + 1).strip());
      }
    });
    return new Fields(values);
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  /** The field, or an empty text. */
  String text(String name) {
    return values.getOrDefault(name, "");
  }

  /** The field as a number; 0 when it is absent or none. */
  long number(String name) {
    try {
      return Long.parseLong(text(name));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  double decimal(String name) {
    try {
      return Double.parseDouble(text(name));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** The parts of a field such as {@code ip=10.0.0.1,port=6379}. */
  static Fields ofParts(String text) {
    Map<String, String> values = new HashMap<>();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        values.put(part.substring(0, equals), part.substring(equals + 1));
      }
    }
    return new Fields(values);
  }
}
