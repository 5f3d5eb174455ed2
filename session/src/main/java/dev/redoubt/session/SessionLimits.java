// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

/**
 * How much a session may hold. What is over a limit is refused when it is set, and once more by the
 * script that would store it.
 *
 * @param nameBytes an attribute's name in UTF-8; 128 by default
 * @param valueBytes an attribute's value as stored; 64 KiB by default
 * @param attributes how many; 128 by default
 * @param sessionBytes all names and values together; 256 KiB by default
 */
public record SessionLimits(int nameBytes, int valueBytes, int attributes, int sessionBytes) {
  /** The defaults. */
  public static final SessionLimits STANDARD = new SessionLimits(128, 64 * 1024, 128, 256 * 1024);

  /** The longest label of a login, in UTF-8. */
  public static final int LABEL_BYTES = 256;

  public SessionLimits {
    positive("nameBytes", nameBytes);
    positive("valueBytes", valueBytes);
    positive("attributes", attributes);
    positive("sessionBytes", sessionBytes);
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be positive: " + value);
    }
  }
}
