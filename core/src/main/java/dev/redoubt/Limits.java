// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

/**
 * From where on a measure is a warning and from where on critical, in the unit of the measure.
 *
 * @param warning at least this much degrades
 * @param critical at least this much is as bad as being down; not less than the warning
 */
public record Limits(double warning, double critical) {
  /** Refuses limits that are negative, not numbers, or the wrong way round. */
  public Limits {
    if (!(warning >= 0 && critical >= warning)) {
      throw new IllegalArgumentException(
          "limits must be 0 <= warning <= critical, but are " + warning + " and " + critical);
    }
  }

  @Override
  public String toString() {
    return warning + "/" + critical;
  }
}
