// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.tour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.server.console.Row;
import dev.redoubt.testkit.Await;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class SideTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @Test
  void visit_moreThanThereAreThreads_areTurnedAway() {
    CountDownLatch release = new CountDownLatch(1);
    Way stuck = word -> {
      release.await();
      return true;
    };
    try (Side side = new Side("stuck", "", stuck)) {
      for (int i = 0; i < Side.LIMIT + 10; i++) {
        side.visit("word");
      }

      assertThat(side.state().waiting()).isEqualTo(Side.LIMIT);
      release.countDown();
      Await.until(PATIENCE, "all are answered", () -> side.state().waiting() == 0);
      side.row(new Row(1));
      assertThat(side.state().lost()).isEqualTo(10);
      assertThat(side.state().answers()).isEqualTo(Side.LIMIT);
      assertThat(side.state().hitPercent()).isEqualTo(100);
    }
  }

  @Test
  void visit_wayThrows_isAnError() {
    Way broken = word -> {
      throw new IllegalStateException("on purpose");
    };
    try (Side side = new Side("broken", "", broken)) {
      side.visit("word");

      Await.until(PATIENCE, "the visitor is gone", () -> side.state().waiting() == 0);
      side.row(new Row(1));
      assertThat(side.state().lost()).isOne();
      assertThat(side.state().p99()).isNull();
    }
  }
}
