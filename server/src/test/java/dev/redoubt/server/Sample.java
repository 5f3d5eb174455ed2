// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

/**
 * One request as its client saw it. Times are {@link System#nanoTime}.
 *
 * @param status the HTTP status, 0 if there was no answer
 * @param source where the demo says that the word came from
 */
record Sample(long start, long end, int status, String source) {
  double millis() {
    return (end - start) / 1e6;
  }

  boolean isHit() {
    return source.equals(Sources.CACHE);
  }
}
