// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FingerprintTest {
  @Test
  void of_publishedVectors_isFnv1a() {
    assertThat(Fingerprint.of("")).isEqualTo(0xcbf29ce484222325L);
    assertThat(Fingerprint.of("a")).isEqualTo(0xaf63dc4c8601ec8cL);
    assertThat(Fingerprint.of("foobar")).isEqualTo(0x85944171f73967e8L);
  }

  @Test
  void extend_continuesWhereTheStateEnds() {
    byte[] text = "foobar".getBytes(US_ASCII);

    assertThat(Fingerprint.extend(Fingerprint.of("foo"), text, 3))
        .isEqualTo(Fingerprint.of("foobar"));
  }
}
