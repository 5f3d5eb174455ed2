// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.tour;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Ranks as people choose words: the second one half as often as the first, and so on. */
final class Zipf {
  private final double[] upTo;

  /** @param size how many ranks there are */
  Zipf(int size) {
    upTo = new double[size];
    double sum = 0;
    for (int rank = 0; rank < size; rank++) {
      sum += 1.0 / (rank + 1);
      upTo[rank] = sum;
    }
  }

  /** A rank, from 0. */
  int next(RandomGenerator random) {
    double drawn = random.nextDouble() * upTo[upTo.length - 1];
    int found = Arrays.binarySearch(upTo, drawn);
    return Math.min(upTo.length - 1, found < 0 ? -found - 1 : found);
  }
}
