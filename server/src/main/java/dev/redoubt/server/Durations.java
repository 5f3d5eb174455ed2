// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations as people write them: {@code 200ms}, {@code 30s}, {@code 10m}; not negative. */
class Durations implements ITypeConverter<Duration> {
  private static final Pattern SHORT = Pattern.compile("(\\d{1,15})(ms|s|m|h|d)");
  private static final Map<String, Duration> UNITS = Map.of(
      "ms", Duration.ofMillis(1),
      "s", Duration.ofSeconds(1),
      "m", Duration.ofMinutes(1),
      "h", Duration.ofHours(1),
      "d", Duration.ofDays(1));

  private final Duration least;

  Durations() {
    this(Duration.ZERO);
  }

  private Durations(Duration least) {
    this.least = least;
  }

  /** Durations of 1 ms and more. */
  static final class Positive extends Durations {
    Positive() {
      super(Duration.ofMillis(1));
    }
  }

  @Override
  public Duration convert(String text) {
    Duration duration = parsed(text);
    if (duration.compareTo(least) < 0) {
      throw new TypeConversionException("'" + text + "' is less than " + least.toMillis() + " ms");
    }
    return duration;
  }

  private static Duration parsed(String text) {
    try {
      Matcher matcher = SHORT.matcher(text);
      return matcher.matches() ? shortForm(matcher) : Duration.parse(text);
    } catch (DateTimeException | ArithmeticException e) {
      throw new TypeConversionException(
          "'" + text + "' is not a duration such as 200ms, 30s, 10m, 2h, 1d or PT0.2S");
    }
  }

  private static Duration shortForm(Matcher matcher) {
    long amount = Long.parseLong(matcher.group(1));
    return UNITS.getOrDefault(matcher.group(2), Duration.ZERO).multipliedBy(amount);
  }
}
