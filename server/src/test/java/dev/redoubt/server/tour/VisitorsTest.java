// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.tour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redoubt.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class VisitorsTest {
  private static final List<String> WORDS = List.of("run", "set", "go");

  @Test
  void watched_visitorsCome() {
    Queue<String> came = new ConcurrentLinkedQueue<>();
    try (Visitors visitors = new Visitors(100, () -> WORDS, came::add)) {
      visitors.watched(true);

      Await.until(Duration.ofSeconds(10), "thirty have come", () -> came.size() >= 30);
      assertThat(WORDS).containsAll(came);
    }
  }

  @Test
  void watched_notBefore_nobodyComesAndNoWordsAreRead() {
    AtomicBoolean watched = new AtomicBoolean();
    Queue<Boolean> asked = new ConcurrentLinkedQueue<>();
    Supplier<List<String>> source = () -> {
      asked.add(watched.get());
      return WORDS;
    };
    try (Visitors visitors = new Visitors(100, source, word -> asked.add(watched.get()))) {
      visitors.watched(false);
      watched.set(true);
      visitors.watched(true);

      Await.until(Duration.ofSeconds(10), "somebody has come", () -> asked.size() >= 2);
      assertThat(asked).containsOnly(true);
    }
  }

  @Test
  void setRate_tooMany_isRefused() {
    try (Visitors visitors = new Visitors(0, () -> WORDS, word -> {})) {
      assertThatThrownBy(() -> visitors.setRate(101)).hasMessageContaining("101");
      assertThatThrownBy(() -> visitors.setRate(-1)).hasMessageContaining("-1");
      visitors.setRate(7);
      assertThat(visitors.rate()).isEqualTo(7);
    }
  }
}
