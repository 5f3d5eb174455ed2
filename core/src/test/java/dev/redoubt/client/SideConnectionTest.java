// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.RedoubtConfig;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a look beside the calls says of a server that does not talk. */
final class SideConnectionTest {
  /** Far beyond the time a handshake gets, so that the handshake's end is what is told. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @ParameterizedTest
  @ValueSource(strings = {"redis", "rediss"})
  void ask_handshakeWithoutAnswer_isATimeoutWhicheverTimerWasFirst(String scheme) {
    try (RedisServer frozen = RedisServer.start()) {
      frozen.stop();

      assertThat(ask(scheme + "://127.0.0.1:" + frozen.port()))
          .extracting(SideReply::code)
          .containsExactly("TIMEOUT");
    }
  }

  @Test
  void ask_nothingListens_isNotConnected() {
    RedisServer gone = RedisServer.start();
    gone.close();

    assertThat(ask("redis://127.0.0.1:" + gone.port()))
        .extracting(SideReply::code)
        .containsExactly("NOT_CONNECTED");
  }

  private static List<SideReply> ask(String url) {
    RedoubtConfig config = RedoubtConfig.builder()
        .url(url)
        .connection(connection -> connection.connectTimeout(Duration.ofMillis(300)))
        .build();
    try (ProtectedClient client = ProtectedClient.open(config, ClientListener.NONE);
        SideConnection side = client.sideConnection(url.substring(url.indexOf("//") + 2))) {
      return side.ask(List.of(Requests.ping()), PATIENCE).join();
    }
  }
}
