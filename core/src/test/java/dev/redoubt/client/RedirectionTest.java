// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.HostAndPort;
import dev.redoubt.RedoubtConfig;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectionTest {
  private static @Nullable HostAndPort address(String reply) {
    return Redirection.address(FailureClassifier.reply(reply), null);
  }

  @ParameterizedTest
  @CsvSource({
    "MOVED 3999 127.0.0.1:6381, 127.0.0.1, 6381",
    "ASK 3999 redis-3.example.org:7000, redis-3.example.org, 7000",
    "MOVED 0 ::1:6379, ::1, 6379",
    "MOVED 16383 2001:db8::7:6379, 2001:db8::7, 6379"
  })
  void address_wellFormed_isTheNamedServer(String reply, String host, int port) {
    assertThat(address(reply)).isEqualTo(new HostAndPort(host, port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MOVED", "MOVED 3999", "MOVED 3999 ", "MOVED 3999 host", "MOVED 3999 host:", "MOVED 1 h:x",
        "MOVED 1 h:0", "MOVED 1 h:65536", "MOVED 1 h:-1", "MOVED 1 h:99999999999", "MOVED 1 :",
            "ASK"
      })
  void address_malformed_isNone(String reply) {
    assertThat(address(reply)).isNull();
  }

  @Test
  void address_withoutHost_isTheHostThatWasAsked() {
    ClientContext context = new ClientContext(RedoubtConfig.builder().build(), ClientListener.NONE);
    try {
      Node asked = new Node(context, new HostAndPort("10.0.0.7", 6379), false, (node, why) -> {});

      assertThat(Redirection.address(FailureClassifier.reply("MOVED 3999 :6381"), asked))
          .isEqualTo(new HostAndPort("10.0.0.7", 6381));
    } finally {
      context.close();
    }
  }

  @Test
  void address_anything_neverThrows() {
    Random random = new Random(20_261_123);
    String letters = "MOVEDASK 0123456789.:[]-x\u0000\u00e9";
    for (int i = 0; i < 100_000; i++) {
      StringBuilder reply = new StringBuilder("MOVED ");
      for (int length = random.nextInt(24); length > 0; length--) {
        reply.append(letters.charAt(random.nextInt(letters.length())));
      }

      HostAndPort address = address(reply.toString());

      if (address != null) {
        assertThat(address.port()).isBetween(1, 65_535);
      }
    }
  }
}
