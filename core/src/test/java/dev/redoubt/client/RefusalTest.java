// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redoubt.BreakerState;
import dev.redoubt.CircuitOpenException;
import dev.redoubt.ConnectionException;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.RedoubtException;
import dev.redoubt.ServerRefusedException;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that answers, but with errors; and what of it opens the breaker. */
class RefusalTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final RedisServer redis =
      RedisServer.builder().config("maxmemory-policy noeviction").start();

  private final Events events = new Events();
  // Each test opens it with its own configuration.
  @SuppressWarnings("NullAway.Init")
  private ProtectedClient client;

  @BeforeEach
  void open() {
    redis.restart();
    client = Clients.ready(RedoubtConfig.of(redis.url()), events);
    client.execute(Requests.set("k", "v"));
  }

  @AfterEach
  void close() {
    client.close();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  private static void assertRefused(String code, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOfSatisfying(ServerRefusedException.class, e -> {
      assertThat(e.code()).isEqualTo(code);
      assertThat(e.mayHaveExecuted()).isFalse();
    });
  }

  private void assertReads() {
    assertThat(client.get(Requests.key("k"))).asString(UTF_8).isEqualTo("v");
  }

  private BreakerState breaker() {
    return client.nodes().get(0).breaker();
  }

  private void awaitWritable() {
    Await.until(SOON, "writes work again", () -> {
      try {
        return "OK".equals(client.execute(Requests.set("k", "v")));
      } catch (RedoubtException e) {
        return false;
      }
    });
  }

  @Test
  void set_outOfMemory_isRefused_readsGoOn() {
    redis.setMaxMemory(1);
    Script script = Script.of("return redis.call('SET', KEYS[1], ARGV[1])");

    for (int i = 0; i < 100; i++) {
      assertRefused("OOM", () -> client.execute(Requests.set("k", "other")));
      assertReads();
    }
    assertRefused(
        "OOM",
        () -> client.execute(
            script.request(List.of(Requests.key("k")), List.of(Requests.key("x")), Reply.STATUS)));
    assertThat(breaker()).isEqualTo(BreakerState.CLOSED);
    assertThat(events.retries()).isZero();

    redis.setMaxMemory(0);
    assertThat(client.execute(Requests.set("k", "other"))).isEqualTo("OK");
  }

  @Test
  void set_misconf_isRefused_readsGoOn() {
    redis.breakSaves();

    for (int i = 0; i < 100; i++) {
      assertRefused("MISCONF", () -> client.execute(Requests.set("k", "other")));
      assertReads();
    }
    assertThat(breaker()).isEqualTo(BreakerState.CLOSED);

    redis.repairSaves();
    assertThat(client.execute(Requests.set("k", "other"))).isEqualTo("OK");
  }

  @Test
  void set_tooFewReplicas_isRefused_readsGoOn() {
    redis.command("CONFIG", "SET", "min-replicas-to-write", "1");

    for (int i = 0; i < 30; i++) {
      assertRefused("NOREPLICAS", () -> client.execute(Requests.set("k", "other")));
      assertReads();
    }
    assertThat(breaker()).isEqualTo(BreakerState.CLOSED);

    redis.command("CONFIG", "SET", "min-replicas-to-write", "0");
    assertThat(client.execute(Requests.set("k", "other"))).isEqualTo("OK");
  }

  @Test
  void set_readonly_isRefused_theConnectionGivenUp_untilItIsAMasterAgain() {
    redis.makeReadOnly();
    long start = System.nanoTime();

    assertRefused("READONLY", () -> client.execute(Requests.set("k", "other")));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    assertThat(client.nodes().get(0).connection()).isNotEqualTo(ConnectionState.READY);
    assertThatThrownBy(() -> client.get(Requests.key("k")))
        .isInstanceOf(ConnectionException.class)
        .hasMessageStartingWith("Not connected, the server says READONLY");
    redis.makeWritable();
    awaitWritable();
  }

  @Test
  void execute_programmingErrors_neverOpenTheBreaker() {
    client.execute(Requests.set("text", "x"));
    for (int i = 0; i < 100; i++) {
      assertRefused(
          "WRONGTYPE",
          () -> client.execute(Request.command("LPUSH").key("text").arg("x").reply(Reply.INTEGER)));
      assertRefused("ERR", () -> client.execute(Requests.incr("text")));
      assertRefused("ERR", () -> client.execute(Request.command("NOSUCH").reply(Reply.STATUS)));
    }

    assertThat(breaker()).isEqualTo(BreakerState.CLOSED);
    assertThat(events.retries()).isZero();
    assertReads();
  }

  @Test
  void execute_scriptFlush_costsOneEvalEach() {
    Script script = Script.of("return ARGV[1]");
    Request<String> call =
        script.request(List.of(Requests.key("k")), List.of(Requests.key("hello")), Reply.TEXT);
    client.execute(call);
    redis.command("CONFIG", "RESETSTAT");

    for (int i = 0; i < 5; i++) {
      redis.command("SCRIPT", "FLUSH");
      assertThat(client.execute(call)).isEqualTo("hello");
      assertThat(client.execute(call)).isEqualTo("hello");
    }

    assertThat(redis.info("commandstats", "cmdstat_eval")).startsWith("calls=5,");
    assertThat(redis.info("commandstats", "cmdstat_evalsha")).startsWith("calls=10,");
    assertThat(breaker()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void execute_flushAll_isAMiss() {
    redis.command("FLUSHALL");

    assertThat(client.get(Requests.key("k"))).isNull();
    assertThat(breaker()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void set_busyScript_isRefusedAndRecovers() {
    assertReads();
    redis.command("CONFIG", "SET", "lua-time-limit", "50");
    ProtectedClient other = Clients.ready(RedoubtConfig.of(redis.url()), ClientListener.NONE);
    other.executeAsync(Request.command("EVAL").arg("while true do end").arg(0).reply(Reply.STATUS));
    Await.until(SOON, "the script occupies the server", () -> {
      try {
        client.execute(Requests.set("k", "v"));
        return false;
      } catch (ServerRefusedException e) {
        return e.code().equals("BUSY");
      } catch (RedoubtException e) {
        return false;
      }
    });

    redis.command("SCRIPT", "KILL");
    other.close();

    Await.until(SOON, "the client recovers", () -> client.nodes().get(0).isAvailable());
    assertReads();
  }

  @Test
  void get_loading_failsFastAndRecovers() {
    IntStream.range(0, 10).forEach(i -> client.execute(Requests.set("k" + i, "v")));
    redis.restartLoading(Duration.ofSeconds(1));

    Await.until(SOON, "the breaker opens", () -> {
      long start = System.nanoTime();
      try {
        client.get(Requests.key("k"));
      } catch (RedoubtException e) {
        assertThat(e).isInstanceOfAny(ConnectionException.class, CircuitOpenException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
      }
      return breaker() == BreakerState.OPEN;
    });
    Await.until(
        Duration.ofSeconds(20),
        "the data are loaded",
        () -> redis.info("persistence", "loading").equals("0"));
    Await.until(SOON, "the client recovers", () -> client.nodes().get(0).isAvailable());
    assertReads();
  }
}
