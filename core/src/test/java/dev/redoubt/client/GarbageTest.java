// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.ConnectionException;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.TimeoutException;
import dev.redoubt.testkit.FaultProxy;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that are not what Redis has sent. */
class GarbageTest {
  private static final RedisServer redis = RedisServer.start();

  private final Events events = new Events();
  private FaultProxy proxy;
  private ProtectedClient client;

  @BeforeEach
  void open() {
    proxy = FaultProxy.to(redis);
    client = ProtectedClient.open(
        RedoubtConfig.builder()
            .url(proxy.url())
            .timeout(Duration.ofSeconds(2))
            .attemptTimeout(Duration.ofMillis(300))
            .connection(c -> c.silence(Duration.ofMillis(400)))
            .breaker(b -> b.enabled(false))
            .build(),
        events);
    redis.command("SET", "k", "value of k");
    assertThat(client.get(Requests.key("k"))).asString(UTF_8).isEqualTo("value of k");
  }

  @AfterEach
  void close() {
    client.close();
    proxy.close();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  /** The reply is {@code $10\r\nvalue of k\r\n}; a bit of its frame is flipped. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 15, 16})
  void get_flippedBitInTheFrame_neverAWrongValue(int offset) {
    proxy.toClient().flipBitAfter(offset);

    for (int i = 0; i < 5; i++) {
      String outcome = outcome();
      System.out.println(offset + " " + i + " " + outcome);
    }
    System.out.println(proxy.accepted());
  }

  private String outcome() {
    try {
      return new String(client.get(Requests.key("k")), UTF_8);
    } catch (ConnectionException | TimeoutException e) {
      return e.toString();
    }
  }
}
