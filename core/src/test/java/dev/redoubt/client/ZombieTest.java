// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redoubt.RedoubtConfig;
import dev.redoubt.RedoubtException;
import dev.redoubt.TimeoutException;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.FaultProxy;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Writes whose callers have long been told that they timed out, and that are still under way. Once
 * a newer write was acknowledged, they must never be carried out.
 */
class ZombieTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int ZOMBIES = 1_000;

  /**
   * A write that takes its time. The server reads 16 KiB of a connection, carries out what is in
   * them, and then looks at the next connection: about a hundred of these.
   */
  private static final String SLOW_SET =
      "for i = 1, 30000 do end return redis.call('SET', KEYS[1], ARGV[1])";

  private static final RedisServer redis = RedisServer.start();

  private final Events events = new Events();

  @BeforeEach
  void empty() {
    redis.command("FLUSHALL");
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  private ProtectedClient open(String url) {
    ProtectedClient client = ProtectedClient.open(
        RedoubtConfig.builder()
            .url(url)
            .timeout(Duration.ofSeconds(1))
            .attemptTimeout(Duration.ofMillis(200))
            .drainTimeout(Duration.ZERO)
            .breaker(breaker -> breaker.enabled(false))
            .connection(connection ->
                connection.connectTimeout(Duration.ofSeconds(2)).silence(Duration.ofMillis(300)))
            .build(),
        events);
    assertThat(client.execute(Requests.set("k", "v0"))).isEqualTo("OK");
    return client;
  }

  private static Request<String> zombie(int i) {
    return Request.command("EVAL")
        .arg(SLOW_SET)
        .arg(1)
        .key("k")
        .arg("zombie " + i)
        .reply(Reply.STATUS);
  }

  private static void awaitWritten(ProtectedClient client, String value) {
    Await.until(SOON, "a write is acknowledged", () -> {
      try {
        return "OK".equals(client.execute(Requests.set("k", value)));
      } catch (RedoubtException e) {
        return false;
      }
    });
  }

  /** Looks until {@code over} holds, and once more. */
  private static void assertStays(String value, String what, BooleanSupplier over) {
    Await.until(SOON, what, () -> {
      boolean last = over.getAsBoolean();
      assertThat(redis.command("GET", "k")).isEqualTo(value);
      return last;
    });
  }

  private static long connections() {
    return String.valueOf(redis.command("CLIENT", "LIST"))
        .lines()
        .filter(client -> client.contains("name=redoubt"))
        .count();
  }

  /** The network keeps what was sent on the old connection until a new one has been used. */
  @Test
  void set_heldUpByTheNetwork_neverOverwritesANewerOne() {
    try (FaultProxy proxy = FaultProxy.to(redis);
        ProtectedClient client = open(proxy.url())) {
      proxy.blackHoleExisting();
      assertThatThrownBy(() -> client.execute(zombie(0))).isInstanceOf(TimeoutException.class);
      Await.until(SOON, "it is replaced", () -> events.replacements().size() == 1);
      awaitWritten(client, "newer");

      proxy.clear();

      assertStays("newer", "the old connection has ended", () -> proxy.live() == 1);
    }
  }

  /** The server wakes up with the old connection's bytes and a new connection at the same time. */
  @Test
  void set_unreadByAFrozenServer_neverOverwritesANewerOne_replacedWhileOpen() {
    try (ProtectedClient client = open(redis.url())) {
      redis.stop();
      sendZombies(client);

      redis.resume();

      awaitWritten(client, "newer");
      assertStays("newer", "one connection is left", () -> connections() <= 1);
    }
  }

  @Test
  void set_unreadByAFrozenServer_neverOverwritesANewerOne_replacedAfterItWasGivenUp() {
    try (ProtectedClient client = open(redis.url())) {
      redis.stop();
      sendZombies(client);
      Await.until(
          SOON,
          "it is given up",
          () -> client.nodes().get(0).connection() != ConnectionState.READY);

      redis.resume();

      awaitWritten(client, "newer");
      assertStays("newer", "one connection is left", () -> connections() <= 1);
    }
  }

  private static void sendZombies(ProtectedClient client) {
    List<CompletableFuture<String>> zombies = IntStream.range(0, ZOMBIES)
        .mapToObj(i -> client.executeAsync(zombie(i)))
        .toList();
    zombies.forEach(
        write -> assertThatThrownBy(write::join).hasCauseInstanceOf(TimeoutException.class));
  }
}
