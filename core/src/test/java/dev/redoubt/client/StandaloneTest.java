// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redoubt.BreakerState;
import dev.redoubt.CircuitOpenException;
import dev.redoubt.ConnectionException;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.ServerRefusedException;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StandaloneTest {
  private RedisServer redis;
  private ProtectedClient client;

  @BeforeEach
  void open() {
    redis = RedisServer.start();
    client = ProtectedClient.open(RedoubtConfig.of(redis.url()), ClientListener.NONE);
  }

  @AfterEach
  void close() {
    client.close();
    redis.close();
  }

  @Test
  void get_presentAndAbsent() {
    set("k", "v");

    assertThat(client.get(key("k"))).asString(UTF_8).isEqualTo("v");
    assertThat(client.get(key("absent"))).isNull();
  }

  @Test
  void getAsync_manyAtOnce_eachGetsItsOwnValue() {
    IntStream.range(0, 500).forEach(i -> set("k" + i, "v" + i));

    List<CompletableFuture<byte[]>> replies = IntStream.range(0, 2000)
        .mapToObj(i -> client.getAsync(key("k" + i % 500)))
        .toList();

    for (int i = 0; i < 2000; i++) {
      assertThat(replies.get(i).join()).asString(UTF_8).isEqualTo("v" + i % 500);
    }
  }

  @Test
  void getAll_oneThousandKeys() {
    IntStream.range(0, 500).forEach(i -> set("k" + i, "v" + i));

    BulkReply<byte[]> reply =
        client.getAll(IntStream.range(0, 1000).mapToObj(i -> key("k" + i)).toList());

    assertThat(reply.failed()).isEmpty();
    for (int i = 0; i < 1000; i++) {
      String expected = i < 500 ? "v" + i : null;
      assertThat(reply.value(i)).isEqualTo(expected == null ? null : key(expected));
    }
  }

  @Test
  void execute_wrongType_isRefusedWithItsCode() {
    set("k", "v");

    assertThatThrownBy(
            () -> client.execute(Request.command("LPUSH").key("k").arg("x").reply(Reply.INTEGER)))
        .isInstanceOfSatisfying(
            ServerRefusedException.class, e -> assertThat(e.code()).isEqualTo("WRONGTYPE"));
  }

  @Test
  void execute_script_isSentInFullOnce() {
    Script script = Script.of("return ARGV[1]");
    Request<String> call = script.request(List.of(key("k")), List.of(key("hello")), Reply.TEXT);

    assertThat(client.execute(call)).isEqualTo("hello");
    redis.command("SCRIPT", "FLUSH");
    assertThat(client.execute(call)).isEqualTo("hello");
  }

  @Test
  void get_redisKilled_failsFastAndRecovers() {
    set("k", "v");
    redis.kill();

    Await.until(Duration.ofSeconds(3), "the breaker opens", () -> {
      assertThatThrownBy(() -> client.get(key("k")))
          .isInstanceOfAny(ConnectionException.class, CircuitOpenException.class);
      return client.nodes().get(0).breaker() == BreakerState.OPEN;
    });

    redis.restart();
    Await.until(
        Duration.ofSeconds(3),
        "the client recovers",
        () -> client.nodes().get(0).isAvailable());
    assertThat(client.get(key("k"))).isNull();
  }

  private void set(String key, String value) {
    client.execute(Request.command("SET").key(key).arg(value).reply(Reply.STATUS));
  }

  private static byte[] key(String text) {
    return text.getBytes(UTF_8);
  }
}
