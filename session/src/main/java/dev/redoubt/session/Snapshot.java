// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A session's hash as a script has returned it. */
final class Snapshot {
  private static final String ATTRIBUTE = "a:";

  private final Map<String, byte[]> meta = new HashMap<>();
  private final Map<String, Slot> attributes = new HashMap<>();

  /** Of names and values in turn. */
  Snapshot(List<?> fields) {
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      String name = new String((byte[]) fields.get(i), UTF_8);
      byte[] value = (byte[]) fields.get(i + 1);
      if (name.startsWith(ATTRIBUTE)) {
        Stored stored = Stored.of(value);
        attributes.put(
            name.substring(ATTRIBUTE.length()), Slot.held(stored.version(), stored.bytes()));
      } else {
        meta.put(name, value);
      }
    }
  }

  Map<String, Slot> attributes() {
    return attributes;
  }

  long created() {
    return number("~c");
  }

  /** The access before the one that returned this. */
  long accessed() {
    return number("~a");
  }

  /** Milliseconds, 0 for none. */
  long idle() {
    return number("~i");
  }

  long absoluteDeadline() {
    return number("~x");
  }

  long generation() {
    return number("~g");
  }

  int bytes() {
    return (int) number("~n");
  }

  int count() {
    return (int) number("~m");
  }

  byte @Nullable [] principal() {
    return meta.get("~p");
  }

  byte @Nullable [] digest() {
    return meta.get("~k");
  }

  /** Who has logged in, or null if nobody has. */
  @Nullable Login login() {
    byte[] principal = principal();
    return principal == null ? null : new Login(principal, label());
  }

  /** When somebody last logged in: if not later, when it was created. */
  long bound() {
    return meta.containsKey("~t") ? number("~t") : created();
  }

  String label() {
    byte[] label = meta.get("~b");
    return label == null ? "" : new String(label, UTF_8);
  }

  /** Why it is dead, or empty. */
  String death() {
    byte[] cause = meta.get("~d");
    return cause == null ? "" : new String(cause, UTF_8);
  }

  private long number(String name) {
    byte[] value = meta.get(name);
    return value == null ? 0 : Long.parseLong(new String(value, UTF_8));
  }
}
