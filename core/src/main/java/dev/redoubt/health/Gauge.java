// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import dev.redoubt.Limits;
import java.time.Duration;
import java.util.Locale;

/** Judges a number by limits, and writes numbers with their units. */
record Gauge(String subject, String measure, Limits limits, String unit) {

  /** Good below the warning, bad from the critical limit on. */
  Finding judge(double value, String what) {
    HealthStatus status = value >= limits.critical()
        ? HealthStatus.DOWN
        : value >= limits.warning() ? HealthStatus.DEGRADED : HealthStatus.UP;
    String text = number(value) + unit;
    String reason = what + " " + text
        + switch (status) {
          case DOWN -> ", the critical limit is " + number(limits.critical()) + unit;
          case DEGRADED -> ", the warning limit is " + number(limits.warning()) + unit;
          default -> "";
        };
    return new Finding(subject, measure, status, text, threshold(), reason);
  }

  private String threshold() {
    String warning = number(limits.warning()) + unit;
    return Double.isInfinite(limits.critical()) || limits.critical() == limits.warning()
        ? warning
        : warning + ", critical " + number(limits.critical()) + unit;
  }

  /** Whole numbers in full, others with one place, small ones with three. */
  static String number(double value) {
    if (value == Math.rint(value)) {
      return Long.toString((long) value);
    }
    return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.3f" : "%.1f", value);
  }

  static double millis(Duration time) {
    return time.toNanos() / 1e6;
  }

  /** Bytes in the largest unit of which there is one. */
  static String bytes(long count) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    double rest = count;
    int unit = 0;
    while (rest >= 1024 && unit < units.length - 1) {
      rest /= 1024;
      unit++;
    }
    return number(unit == 0 ? rest : Math.round(rest * 10) / 10.0) + " " + units[unit];
  }

  static Finding up(String subject, String measure, String value, String reason) {
    return new Finding(subject, measure, HealthStatus.UP, value, "", reason);
  }

  static Finding unknown(String subject, String measure, String reason) {
    return new Finding(subject, measure, HealthStatus.UNKNOWN, "", "", reason);
  }
}
