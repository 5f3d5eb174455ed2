// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("alone")
class FaultProxyTest {
  private static final RedisServer redis = RedisServer.start();
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private FaultProxy proxy;
  private RespConnection client;

  @BeforeEach
  void connect() throws IOException {
    proxy = FaultProxy.to(redis);
    client = open(LIMIT);
    client.call("SET", "key", "value");
  }

  @AfterEach
  void close() {
    client.close();
    proxy.close();
  }

  @AfterAll
  static void closeRedis() {
    redis.close();
  }

  private RespConnection open(Duration timeout) throws IOException {
    return RespConnection.open(proxy.port(), timeout);
  }

  private Duration elapsedInGet() throws IOException {
    long start = System.nanoTime();
    assertThat(client.call("GET", "key")).isEqualTo("value");
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Test
  void proxy_passesEverythingOn_andCounts() throws IOException {
    String large = "x".repeat(5_000_000);
    client.call("SET", "large", large);

    assertThat(client.call("GET", "large")).isEqualTo(large);

    assertThat(proxy.toServer().bytes()).isGreaterThan(5_000_000);
    assertThat(proxy.toClient().bytes()).isGreaterThan(5_000_000);
    assertThat(proxy.accepted()).isEqualTo(1);
    assertThat(proxy.live()).isEqualTo(1);
    assertThat(proxy.url()).isEqualTo("redis://127.0.0.1:" + proxy.port());
    client.close();
    Await.until(LIMIT, "the connection is gone", () -> proxy.live() == 0);
  }

  @Test
  void latency_delaysThatDirection_untilClear() throws IOException {
    proxy.toClient().latency(Duration.ofMillis(150));
    assertThat(elapsedInGet()).isGreaterThanOrEqualTo(Duration.ofMillis(150));
    proxy.toServer().latency(Duration.ofMillis(150));
    assertThat(elapsedInGet()).isGreaterThanOrEqualTo(Duration.ofMillis(300));

    proxy.clear();
    assertThat(elapsedInGet()).isLessThan(Duration.ofMillis(150));
  }

  @Test
  void latency_delaysPipelinedCommandsTogether_notOneAfterTheOther() throws Exception {
    proxy.toClient().latency(Duration.ofMillis(100), Duration.ofMillis(50));
    List<Thread> threads = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < 50; i++) {
      threads.add(new Thread(() -> {
        try (RespConnection own = open(LIMIT)) {
          own.call("GET", "key");
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(100), Duration.ofSeconds(4));
  }

  @Test
  void bandwidth_stretchesALargeReply() throws IOException {
    client.call("SET", "large", "x".repeat(50_000));
    proxy.toClient().bandwidth(100_000);
    long start = System.nanoTime();

    assertThat((String) client.call("GET", "large")).hasSize(50_000);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(400));
    assertThatThrownBy(() -> proxy.toClient().bandwidth(0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void blackHole_isSilentForOldAndNewConnections_andDeliversLate() throws IOException {
    try (RespConnection old = open(Duration.ofMillis(200))) {
      old.call("PING");
      proxy.blackHole();
      assertThatThrownBy(() -> old.call("SET", "late", "1"))
          .isInstanceOf(SocketTimeoutException.class);
      try (RespConnection fresh = open(Duration.ofMillis(200))) {
        assertThatThrownBy(() -> fresh.call("PING")).isInstanceOf(SocketTimeoutException.class);
        assertThat(redis.command("GET", "late")).isNull();

        proxy.clear();

        Await.until(LIMIT, "the write arrives", () -> "1".equals(redis.command("GET", "late")));
      }
    }
  }

  @Test
  void blackHole_ofReplies_letsRequestsThrough() throws IOException {
    try (RespConnection impatient = open(Duration.ofMillis(200))) {
      proxy.toClient().blackHole();

      assertThatThrownBy(() -> impatient.call("SET", "unanswered", "1"))
          .isInstanceOf(SocketTimeoutException.class);

      assertThat(redis.command("GET", "unanswered")).isEqualTo("1");
    }
  }

  @Test
  void blackHoleExisting_sparesNewConnections() throws IOException {
    try (RespConnection old = open(Duration.ofMillis(200))) {
      old.call("PING");
      proxy.blackHoleExisting();
      assertThatThrownBy(() -> old.call("PING")).isInstanceOf(SocketTimeoutException.class);
      try (RespConnection fresh = open(LIMIT)) {
        assertThat(fresh.call("PING")).isEqualTo("PONG");
      }
      assertThat(proxy.accepted()).isEqualTo(3);
    }
  }

  @Test
  void discard_losesBytesForEver() throws IOException {
    try (RespConnection impatient = open(Duration.ofMillis(200))) {
      impatient.call("SET", "other", "mine");
      proxy.toClient().discard();
      assertThatThrownBy(() -> impatient.call("GET", "key"))
          .isInstanceOf(SocketTimeoutException.class);

      proxy.clear();

      assertThat(impatient.call("GET", "other")).isEqualTo("mine");
    }
  }

  @Test
  void reset_endsExistingConnectionsOnly() throws IOException {
    proxy.reset();

    assertThatThrownBy(() -> client.call("PING")).isInstanceOf(SocketException.class);
    assertThat(proxy.live()).isZero();
    try (RespConnection fresh = open(LIMIT)) {
      assertThat(fresh.call("PING")).isEqualTo("PONG");
    }
  }

  @Test
  void refuse_sparesExistingConnections_untilClear() throws IOException {
    proxy.refuse();
    assertThatThrownBy(() -> open(LIMIT)).isInstanceOf(ConnectException.class);
    assertThat(client.call("PING")).isEqualTo("PONG");

    proxy.clear();
    try (RespConnection fresh = open(LIMIT)) {
      assertThat(fresh.call("PING")).isEqualTo("PONG");
    }
  }

  @Test
  void cutAfter_truncatesOneReply_once() throws IOException {
    long before = proxy.toClient().bytes();
    proxy.toClient().cutAfter(6);

    assertThatThrownBy(() -> client.call("GET", "key")).isInstanceOf(EOFException.class);

    assertThat(proxy.toClient().bytes() - before).isEqualTo(6);
    try (RespConnection fresh = open(LIMIT)) {
      assertThat(fresh.call("GET", "key")).isEqualTo("value");
    }
  }

  @Test
  void flipBitAfter_changesOneByte_once() throws IOException {
    proxy.toClient().flipBitAfter("$5\r\n".length());

    assertThat(client.call("GET", "key")).isEqualTo("walue");
    assertThat(client.call("GET", "key")).isEqualTo("value");
  }

  @Test
  void inject_putsGarbageBeforeTheNextReply() throws IOException {
    proxy.toClient().inject("garbage\r\n".getBytes(UTF_8));

    assertThatThrownBy(() -> client.call("GET", "key"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("garbage");
  }

  @Test
  void serverKilled_endsTheConnections_andNewOnesFail() throws IOException {
    try (RedisServer other = RedisServer.start();
        FaultProxy front = FaultProxy.to(other);
        RespConnection connection = RespConnection.open(front.port(), LIMIT)) {
      connection.call("PING");
      other.kill();
      assertThatThrownBy(() -> connection.call("PING")).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> RespConnection.open(front.port(), LIMIT).call("PING"))
          .isInstanceOf(IOException.class);
      other.restart();
      try (RespConnection fresh = RespConnection.open(front.port(), LIMIT)) {
        assertThat(fresh.call("PING")).isEqualTo("PONG");
      }
    }
  }

  @Test
  void close_endsConnectionsPortAndThread() {
    proxy.close();
    proxy.close();

    assertThatThrownBy(() -> client.call("PING")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> open(LIMIT)).isInstanceOf(ConnectException.class);
    assertThatThrownBy(proxy::clear).isInstanceOf(IllegalStateException.class);
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("fault-proxy-" + proxy.port());
  }
}
