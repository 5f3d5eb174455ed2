// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NearMatchTest {
  @ParameterizedTest
  @CsvSource({
    "'', '', 0",
    "a, '', 1",
    "'', abc, 3",
    "kitten, sitting, 3",
    "flaw, lawn, 2",
    "same, same, 0"
  })
  void distance(String a, String b, int expected) {
    assertThat(NearMatch.distance(a, b)).isEqualTo(expected);
    assertThat(NearMatch.distance(b, a)).isEqualTo(expected);
  }

  @Test
  void hint_nothingNear_isEmpty() {
    assertThat(NearMatch.hint("abcdef", List.of("uvwxyz"))).isEmpty();
    assertThat(NearMatch.hint("abcdef", List.of())).isEmpty();
    assertThat(NearMatch.hint("abcdef", List.of("uvwxyz", "abcdeg")))
        .isEqualTo("; did you mean abcdeg?");
  }
}
