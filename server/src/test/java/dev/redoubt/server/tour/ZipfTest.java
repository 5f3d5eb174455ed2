// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.tour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ZipfTest {
  @Test
  void next_firstRank_comesTwiceAsOftenAsTheSecond() {
    Zipf ranks = new Zipf(1_000);
    SplittableRandom random = new SplittableRandom(1);
    int[] counts = new int[1_000];
    for (int i = 0; i < 1_000_000; i++) {
      counts[ranks.next(random)]++;
    }

    assertThat(counts[0]).isCloseTo(2 * counts[1], withPercentage(3));
    assertThat(counts[0]).isCloseTo(10 * counts[9], withPercentage(5));
    assertThat(counts[999]).isPositive();
  }
}
