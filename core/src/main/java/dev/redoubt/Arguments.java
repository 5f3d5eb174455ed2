// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import java.time.Duration;
import java.util.Objects;

/** Refuses bad option values with a message that names the option, its bounds and the value. */
final class Arguments {
  private Arguments() {}

  static Duration between(String name, Duration value, Duration least, Duration most) {
    Objects.requireNonNull(value, name);
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw outOfBounds(name, value, least, most);
    }
    return value;
  }

  static int between(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw outOfBounds(name, value, least, most);
    }
    return value;
  }

  static double between(String name, double value, double least, double most) {
    // Written so that NaN is refused.
    if (!(value >= least && value <= most)) {
      throw outOfBounds(name, value, least, most);
    }
    return value;
  }

  /** A share that can be reached: zero would be reached by doing nothing. */
  static float percent(String name, double value) {
    if (!(value > 0 && value <= 100)) {
      throw new IllegalArgumentException(
          name + " must be more than 0 and at most 100 percent, but is " + value);
    }
    return (float) value;
  }

  private static IllegalArgumentException outOfBounds(
      String name, Object value, Object least, Object most) {
    return new IllegalArgumentException(
        name + " must be from " + least + " to " + most + ", but is " + value);
  }
}
