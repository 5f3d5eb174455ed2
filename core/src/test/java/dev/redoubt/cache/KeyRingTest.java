// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class KeyRingTest {
  private static final String ONE = Base64.getEncoder().encodeToString(secret(1));
  private static final String TWO = Base64.getEncoder().encodeToString(secret(2));

  @Test
  void build_writesWithTheNewest() {
    KeyRing ring = KeyRing.builder().secret(7, secret(7)).secret(3, secret(3)).build();

    assertThat(ring.writer()).isEqualTo(7);
  }

  @Test
  void writeWith_anOlderOne_isPossible() {
    KeyRing ring =
        KeyRing.builder().secret(7, secret(7)).secret(3, secret(3)).writeWith(3).build();

    assertThat(ring.writer()).isEqualTo(3);
  }

  @Test
  void parse_firstWrites() {
    KeyRing ring = KeyRing.parse("  1:" + ONE + "\n2:" + TWO + "\n");

    assertThat(ring).hasToString("KeyRing[1, 2], writes with 1");
    assertThat(ring.secret(2)).isEqualTo(KeyRing.of(2, secret(2)).secret(2));
  }

  @Test
  void parse_somethingElse_isRefusedWithoutRepeatingIt() {
    String secret = ONE.replace('=', '!');
    for (String text : new String[] {secret, "1:" + secret, "x:" + ONE, "1:" + ONE + " 1:" + TWO}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> KeyRing.parse(text))
          .satisfies(refusal -> assertThat(refusal.toString()).doesNotContain("AQEB"))
          .withNoCause();
    }
  }

  @Test
  void secretsOfAnotherLength_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyRing.of(1, new byte[16]))
        .withMessage("secret 1 must have 32 bytes, but has 16");
  }

  @Test
  void emptyRings_andMissingWriters_areRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> KeyRing.builder().build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyRing.builder().secret(1, secret(1)).writeWith(2).build())
        .withMessageContaining("no secret 2");
    assertThatIllegalArgumentException().isThrownBy(() -> KeyRing.of(-1, secret(1)));
  }

  private static byte[] secret(int seed) {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) seed);
    return secret;
  }
}
