// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import java.time.Duration;

/**
 * What is kept of sessions for the time when Redis cannot be asked.
 *
 * @param maxAge how long after Redis was last asked for a session this JVM may still show it; 30 s
 *     by default, which is the most: for that long a logout or revocation on another node may not
 *     be noticed
 * @param maxBytes about how much memory all of them may take; 32 MiB by default
 */
public record StaleReads(Duration maxAge, long maxBytes) {
  private static final Duration LONGEST = Duration.ofSeconds(30);

  /** The defaults. */
  public static final StaleReads STANDARD = new StaleReads(LONGEST, 32 << 20);

  public StaleReads {
    if (maxAge.isNegative() || maxAge.isZero() || maxAge.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("maxAge must be positive, at most 30 s: " + maxAge);
    }
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes must be positive: " + maxBytes);
    }
  }
}
