// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.RedoubtConfig;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.FaultProxy;
import dev.redoubt.testkit.RedisSentinels;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Listening to a Sentinel's announcements over a bad network. */
final class SentinelWatchTest {
  private static final Duration HANDSHAKE = Duration.ofMillis(300);
  private static final Duration BACK = Duration.ofSeconds(5);

  /** One attempt a second; of those the driver takes a few for connections. */
  private static final int HANDSHAKES = 25;

  /** As {@link SideConnectionTest}: handshakes that are cut off in their second half. */
  @Test
  @Tag("thorough")
  void afterHandshakesThatTookTooLong_listensAgain() {
    try (RedisSentinels sentinels = RedisSentinels.start();
        FaultProxy proxy = FaultProxy.to(sentinels.sentinels().get(0));
        ProtectedClient client =
            ProtectedClient.open(config(sentinels, proxy), ClientListener.NONE)) {
      RedisServer sentinel = sentinels.sentinels().get(0);
      Await.until(BACK, "it listens", () -> listeners(sentinel) == 1);

      proxy.toClient().latency(HANDSHAKE.multipliedBy(7).dividedBy(10));
      proxy.reset();
      int accepted = proxy.accepted();
      Await.until(
          Duration.ofSeconds(4 * HANDSHAKES),
          "many handshakes",
          () -> proxy.accepted() - accepted > HANDSHAKES);
      proxy.clear();

      Await.until(BACK, "it listens again", () -> listeners(sentinel) == 1);
      assertThat(client.nodes()).allMatch(NodeStatus::isAvailable);
    }
  }

  private static RedoubtConfig config(RedisSentinels sentinels, FaultProxy proxy) {
    String port = ":" + sentinels.sentinels().get(0).port();
    return RedoubtConfig.builder()
        .url(sentinels.url().replace(port, ":" + proxy.port()))
        .connection(connection -> connection.connectTimeout(HANDSHAKE))
        .build();
  }

  private static long listeners(RedisServer sentinel) {
    return String.valueOf(sentinel.command("CLIENT", "LIST", "TYPE", "PUBSUB"))
        .lines()
        .filter(line -> line.contains("sub=1"))
        .count();
  }
}
