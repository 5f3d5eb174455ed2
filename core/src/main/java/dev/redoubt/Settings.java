// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Named texts from the environment or from properties. An empty text counts as absent. */
record Settings(Map<String, String> texts) {
  private static final Pattern SHORT_DURATION = Pattern.compile("([0-9]{1,15})(ms|s|m|h)");

  /** What the named text means, or null when it is absent; a refusal names the setting. */
  <T> @Nullable T get(String name, Function<String, T> meaning) {
    String text = get(name);
    if (text == null) {
      return null;
    }
    try {
      return meaning.apply(text.strip());
    } catch (IllegalArgumentException e) {
      throw refused(name, e.getMessage());
    }
  }

  /** The text as it is: blanks around a password belong to it. */
  @Nullable String get(String name) {
    String text = texts.get(name);
    return text == null || text.isEmpty() ? null : text;
  }

  /** The refusal of a setting. */
  static IllegalArgumentException refused(String name, @Nullable String reason) {
    return new IllegalArgumentException(name + ": " + reason);
  }

  static Duration duration(String text) {
    Matcher matcher = SHORT_DURATION.matcher(text);
    if (!matcher.matches()) {
      return isoDuration(text);
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  private static Duration isoDuration(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a duration such as 250ms, 3s, 1m, 1h or PT3S", e);
    }
  }

  static int integer(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is not a whole number of 32 bits", e);
    }
  }

  static double decimal(String text) {
    if (!text.matches("-?[0-9]{1,9}(\\.[0-9]{1,9})?")) {
      throw new IllegalArgumentException("'" + text + "' is not a number");
    }
    return Double.parseDouble(text);
  }

  static boolean flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default ->
        throw new IllegalArgumentException("'" + text + "' is neither true, false, 1 nor 0");
    };
  }

  @Override
  public String toString() {
    return "Settings" + texts.keySet();
  }
}
