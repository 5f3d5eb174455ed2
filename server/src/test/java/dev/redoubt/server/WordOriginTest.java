// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redoubt.server.Word.Sense;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class WordOriginTest {
  private static final WordOrigin ORIGIN = WordOrigin.open(Duration.ZERO);

  @Test
  void find_word_hasSensesAndSynonyms() throws Exception {
    Word castle = Objects.requireNonNull(ORIGIN.find("castle"));

    assertThat(castle.lemma()).isEqualTo("castle");
    assertThat(castle.senses())
        .hasSizeGreaterThanOrEqualTo(4)
        .anySatisfy(sense -> {
          assertThat(sense.partOfSpeech()).isEqualTo("noun");
          assertThat(sense.gloss()).contains("fortified");
        })
        .anySatisfy(sense -> assertThat(sense.synonyms()).contains("rook"));
  }

  @Test
  void find_differentSpelling_isTheSameWord() throws Exception {
    assertThat(ORIGIN.find("  New_York ")).isNotNull().isEqualTo(ORIGIN.find("new york"));
  }

  @Test
  void find_inflectedForm_isItsLemma() throws Exception {
    assertThat(Objects.requireNonNull(ORIGIN.find("mice")).lemma()).isEqualTo("mouse");
  }

  @Test
  void find_unknownWord_isNull() throws Exception {
    assertThat(ORIGIN.find("xyzzyx")).isNull();
    assertThat(ORIGIN.find("new york xyzzyx")).isNull();
    assertThat(ORIGIN.find("new%20york")).isNull();
    assertThat(ORIGIN.find("castle-xyzzyx")).isNull();
    assertThat(ORIGIN.find("")).isNull();
  }

  @Test
  void find_takesTheLatency() throws Exception {
    WordOrigin slow = WordOrigin.open(Duration.ofMillis(50));
    long start = System.nanoTime();

    slow.find("castle");

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(Duration.ofMillis(50));
  }

  @Test
  void find_manyThreads_agree() throws Exception {
    List<String> words =
        List.of("castle", "mice", "running", "light", "xyzzyx", "fortress", "better");
    List<List<Sense>> expected = senses(words);
    List<Callable<List<List<Sense>>>> tasks = Collections.nCopies(8, () -> {
      List<List<Sense>> last = List.of();
      for (int i = 0; i < 50; i++) {
        last = senses(words);
      }
      return last;
    });
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (Future<List<List<Sense>>> answer : threads.invokeAll(tasks)) {
        assertThat(answer.get()).isEqualTo(expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void open_negativeLatency_isRefused() {
    assertThatThrownBy(() -> WordOrigin.open(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-0.001S");
  }

  private static List<List<Sense>> senses(List<String> words) throws InterruptedException {
    List<List<Sense>> found = new ArrayList<>();
    for (String each : words) {
      Word word = ORIGIN.find(each);
      found.add(word == null ? List.of() : word.senses());
    }
    return found;
  }
}
