// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.doctor;

import java.util.HashMap;
import java.util.Map;

/**
 * The fields of a reply to INFO; what a version or a managed service leaves out is empty or 0.
 *
 * @param fields by name
 */
public record Info(Map<String, String> fields) {
  public Info {
    fields = Map.copyOf(fields);
  }

  /** Reads {@code name:value} lines. */
  public static Info parse(String text) {
    Map<String, String> fields = new HashMap<>();
    text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
      int colon = line.indexOf(':');
      if (colon > 0) {
        fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
      }
    });
    return new Info(fields);
  }

  /** A field's text. */
  public String text(String name) {
    return fields.getOrDefault(name, "");
  }

  /** A field's number. */
  public long number(String name) {
    try {
      return Long.parseLong(text(name));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** The server's name and version, such as {@code Redis 7.2.4} or {@code Valkey 8.0.1}. */
  public String server() {
    String valkey = text("valkey_version");
    return valkey.isEmpty() ? "Redis " + text("redis_version") : "Valkey " + valkey;
  }

  /** The major version of the Redis that it is compatible with; 0 if unknown. */
  public int major() {
    String version = text("redis_version");
    int dot = version.indexOf('.');
    String digits = dot < 0 ? version : version.substring(0, dot);
    return digits.matches("\\d{1,4}") ? Integer.parseInt(digits) : 0;
  }
}
