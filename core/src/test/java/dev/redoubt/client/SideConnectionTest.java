// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.RedoubtConfig;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.FaultProxy;
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

  private static final Duration HANDSHAKE = Duration.ofMillis(300);

  /** Which of the driver's threads is the first decides; one of many handshakes goes wrong. */
  private static final int HANDSHAKES = 15;

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

  /**
   * The driver takes a connection for open whose handshake was cut off in its second half; it is
   * closed all the same, and refuses every command.
   */
  @Test
  void ask_afterAHandshakeThatTookTooLong_answersOnANewConnection() {
    try (RedisServer redis = RedisServer.start();
        FaultProxy proxy = FaultProxy.to(redis);
        ProtectedClient client = ProtectedClient.open(config(proxy.url()), ClientListener.NONE);
        SideConnection side = client.sideConnection("127.0.0.1:" + proxy.port())) {
      proxy.toClient().latency(HANDSHAKE.multipliedBy(7).dividedBy(10));
      for (int handshake = 0; handshake < HANDSHAKES; handshake++) {
        assertThat(ask(side)).isIn("TIMEOUT", "NOT_CONNECTED", "CONNECTION_LOST");
      }
      proxy.clear();

      Await.until(Duration.ofSeconds(5), "an answer", () -> ask(side).isEmpty());
    }
  }

  private static String ask(SideConnection side) {
    return side.ask(List.of(Requests.ping()), PATIENCE).join().get(0).code();
  }

  private static List<SideReply> ask(String url) {
    try (ProtectedClient client = ProtectedClient.open(config(url), ClientListener.NONE);
        SideConnection side = client.sideConnection(url.substring(url.indexOf("//") + 2))) {
      return side.ask(List.of(Requests.ping()), PATIENCE).join();
    }
  }

  private static RedoubtConfig config(String url) {
    return RedoubtConfig.builder()
        .url(url)
        .connection(connection -> connection.connectTimeout(HANDSHAKE))
        .build();
  }
}
