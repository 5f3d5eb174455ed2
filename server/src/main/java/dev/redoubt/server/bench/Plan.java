// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.bench;

import java.time.Duration;

/**
 * What load to make.
 *
 * @param threads callers, each of which asks again as soon as it has its answer
 * @param keys how many different keys
 * @param valueBytes the size of a value
 * @param writePercent the share of writes
 * @param time how long all rounds take together
 * @param prefix what the keys begin with, without the colon
 */
public record Plan(
    int threads, int keys, int valueBytes, int writePercent, Duration time, String prefix) {
  private static final long MOST_BYTES = 256L << 20;
  private static final int OVERHEAD = 120;
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /** Enough for the machine's moods to fall on both sides alike. */
  static final int ROUNDS = 5;

  /** @throws IllegalArgumentException if the load could hurt, naming the option and its bounds */
  public Plan {
    between("--threads", threads, 1, 256);
    between("--keys", keys, 1, 1_000_000);
    between("--value-size", valueBytes, 1, 1 << 20);
    between("--writes", writePercent, 0, 100);
    if (time.compareTo(SHORTEST) < 0 || time.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("--time must be from 1s to 10m");
    }
    if (bytes(keys, valueBytes) > MOST_BYTES) {
      throw new IllegalArgumentException("--keys times --value-size may be 256 MiB at most");
    }
  }

  private static void between(String option, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          option + " must be from " + least + " to " + most + ": " + value);
    }
  }

  /** About how much memory the values take in Redis. */
  public long bytes() {
    return bytes(keys, valueBytes);
  }

  private static long bytes(int keys, int valueBytes) {
    return (long) keys * (valueBytes + OVERHEAD);
  }

  Duration round() {
    return time.dividedBy(2L * ROUNDS);
  }
}
