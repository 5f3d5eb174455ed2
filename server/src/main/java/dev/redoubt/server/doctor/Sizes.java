// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.doctor;

import java.util.Locale;

/** Amounts as people read them. */
public final class Sizes {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};
  private static final int STEP = 1024;

  /** Bytes with a unit and three digits at the least, such as {@code 1.50 MiB}. */
  public static String bytes(long bytes) {
    double amount = bytes;
    int unit = 0;
    while (amount >= STEP && unit < UNITS.length - 1) {
      amount /= STEP;
      unit++;
    }
    String format = unit == 0 || amount >= 100 ? "%.0f %s" : amount >= 10 ? "%.1f %s" : "%.2f %s";
    return String.format(Locale.ROOT, format, amount, UNITS[unit]);
  }

  private Sizes() {}
}
