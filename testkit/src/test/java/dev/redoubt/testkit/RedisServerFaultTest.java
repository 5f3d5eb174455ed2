// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each fault as a client of the server sees it. */
class RedisServerFaultTest {
  private static final RedisServer redis =
      RedisServer.builder().config("maxmemory-policy noeviction").start();

  @BeforeEach
  void restart() {
    redis.restart();
  }

  @AfterAll
  static void close() {
    redis.close();
  }

  private static RespConnection client() throws IOException {
    return RespConnection.open(redis.port(), Duration.ofSeconds(5));
  }

  private static void assertRefused(String error, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(RedisReplyException.class).hasMessageStartingWith(error);
  }

  @Test
  void stop_leavesTheConnectionOpenAndSilent_untilResume() throws IOException {
    try (RespConnection client = RespConnection.open(redis.port(), Duration.ofMillis(200))) {
      client.call("PING");
      redis.stop();
      assertThat(redis.isAlive()).isTrue();
      assertThat(redis.isRunning()).isFalse();
      assertThatThrownBy(() -> client.call("SET", "late", "1"))
          .isInstanceOf(SocketTimeoutException.class);

      redis.resume();

      Await.until(
          Duration.ofSeconds(5),
          "the late write arrives",
          () -> redis.command("GET", "late") != null);
    }
  }

  @Test
  void kill_ofAStoppedServer_endsIt() {
    redis.stop();
    redis.kill();

    assertThat(redis.isAlive()).isFalse();
    assertThatThrownBy(redis::stop).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void setMaxMemory_refusesWritesOnly() throws IOException {
    try (RespConnection client = client()) {
      client.call("SET", "key", "value");
      redis.setMaxMemory(1);
      assertRefused("OOM ", () -> client.call("SET", "key", "other"));
      assertThat(client.call("GET", "key")).isEqualTo("value");

      redis.setMaxMemory(0);
      assertThat(client.call("SET", "key", "other")).isEqualTo("OK");
    }
  }

  @Test
  void setMaxClients_refusesNewConnections_butNotTheTestkit() throws IOException {
    redis.setMaxClients(1);
    try (RespConnection client = client()) {
      assertThatThrownBy(() -> client.call("PING"))
          .isInstanceOfAny(RedisReplyException.class, IOException.class)
          .satisfies(e -> assertThat(e)
              .message()
              .containsAnyOf("max number of clients", "closed", "reset", "Broken"));
    }
    redis.setMaxClients(100);
    try (RespConnection client = client()) {
      assertThat(client.call("PING")).isEqualTo("PONG");
    }
  }

  @Test
  void setPassword_isNeededFromThenOn() throws IOException {
    redis.setPassword("top secret");
    assertThat(redis.url()).isEqualTo("redis://:top%20secret@127.0.0.1:" + redis.port());
    try (RespConnection client = client()) {
      assertRefused("NOAUTH", () -> client.call("GET", "key"));
      assertRefused("WRONGPASS", () -> client.call("AUTH", "wrong"));
      assertThat(client.call("AUTH", "top secret")).isEqualTo("OK");
    }
    redis.setPassword("");
    assertThat(redis.url()).isEqualTo("redis://127.0.0.1:" + redis.port());
  }

  @Test
  void setUser_appliesItsRules() throws IOException {
    redis.setUser("reader", "on >pass ~app:* +get");
    try (RespConnection client = client()) {
      client.call("AUTH", "reader", "pass");
      assertThat(client.call("GET", "app:1")).isNull();
      assertRefused("NOPERM", () -> client.call("GET", "other"));
      assertRefused("NOPERM", () -> client.call("SET", "app:1", "x"));
    }
  }

  @Test
  void makeReadOnly_refusesWritesOnTheSameConnection() throws IOException {
    try (RespConnection client = client()) {
      client.call("SET", "key", "value");
      redis.makeReadOnly();
      assertThat(client.call("GET", "key")).isEqualTo("value");
      assertRefused("READONLY", () -> client.call("SET", "key", "other"));

      redis.makeWritable();
      assertThat(client.call("SET", "key", "other")).isEqualTo("OK");
    }
  }

  @Test
  void breakSaves_refusesWritesOnly_evenForRoot() throws IOException {
    try (RespConnection client = client()) {
      client.call("SET", "key", "value");
      redis.breakSaves();
      assertThat(client.call("GET", "key")).isEqualTo("value");
      assertRefused("MISCONF", () -> client.call("SET", "key", "other"));

      redis.repairSaves();
      assertThat(client.call("SET", "key", "other")).isEqualTo("OK");
    }
  }

  @Test
  void restartLoading_answersLoading_thenHasTheData() throws IOException {
    redis.command("SET", "key", "value");
    long start = System.nanoTime();

    redis.restartLoading(Duration.ofSeconds(1));

    try (RespConnection client = client()) {
      assertRefused("LOADING", () -> client.call("GET", "key"));
      Await.until(
          Duration.ofSeconds(20),
          "loaded",
          () -> redis.info("persistence", "loading").equals("0"));
      assertThat(System.nanoTime() - start).isGreaterThan(Duration.ofSeconds(1).toNanos());
      assertThat(client.call("GET", "key")).isEqualTo("value");
    }
    Await.until(
        Duration.ofSeconds(20),
        "the filler has expired",
        () -> Long.valueOf(1).equals(redis.command("DBSIZE")));
  }

  @Test
  void command_afterTheServerHasClosedTheConnection_opensAnother() {
    redis.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no");

    assertThatCode(() -> redis.command("PING")).doesNotThrowAnyException();
  }
}
