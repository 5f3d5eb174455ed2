// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redoubt.BreakerState;
import dev.redoubt.CircuitOpenException;
import dev.redoubt.ConnectionException;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.RedoubtConfigBuilder;
import dev.redoubt.RedoubtException;
import dev.redoubt.TimeoutException;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.FaultProxy;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers that die, freeze or crawl, as eight callers and the default configuration see it. */
class OutageTest {
  /** From the end of the fault to the first answer. */
  private static final Duration RECOVERY = Duration.ofSeconds(3);

  /** Beyond a limit: what a busy machine takes to wake a thread. */
  private static final Duration SLACK = Duration.ofMillis(500);

  private static final Duration ATTEMPT = Duration.ofMillis(1_050);
  private static final RedisServer redis = RedisServer.start();

  private final Events events = new Events();
  private final FaultProxy proxy = FaultProxy.to(redis);
  // Each test opens it with its own configuration.
  @SuppressWarnings("NullAway.Init")
  private ProtectedClient client;

  @BeforeEach
  void restart() {
    redis.restart();
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

  private void open(String url, RedoubtConfigBuilder config) {
    client = Clients.ready(config.url(url).drainTimeout(Duration.ZERO).build(), events);
    assertThat(client.execute(Requests.set("k", "v"))).isEqualTo("OK");
  }

  private Load readers() {
    return Load.start(8, i -> {
      byte[] value = client.get(Requests.key("k"));
      // A millisecond of work between calls: failing fast must not become a busy loop.
      parkOneMillisecond();
      return value;
    });
  }

  private static void parkOneMillisecond() {
    try {
      TimeUnit.MILLISECONDS.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitAnswers(Load load) {
    long begin = System.nanoTime();
    Await.until(
        RECOVERY.plus(SLACK), "answers", () -> load.since(begin).anyMatch(call -> !call.failed()));
  }

  private static void assertWithin(Duration limit, Load load, long since) {
    Duration allowed = limit.plus(SLACK).plus(Pauses.since(since));
    assertThat(load.since(since).toList())
        .isNotEmpty()
        .allSatisfy(call -> assertThat(Duration.ofNanos(call.nanos())).isLessThan(allowed));
  }

  @Test
  void get_killedAndRestarted_failsFastAndRecovers() {
    open(redis.url(), RedoubtConfig.builder());
    Load load = readers();
    awaitAnswers(load);

    long killed = System.nanoTime();
    redis.kill();
    Await.until(RECOVERY, "the breaker opens", () -> breaker() == BreakerState.OPEN);
    assertThatThrownBy(() -> client.get(Requests.key("k")))
        .isInstanceOfAny(ConnectionException.class, CircuitOpenException.class);
    redis.restart();
    long restarted = System.nanoTime();
    awaitAnswers(load);
    load.stop();

    // Reads that lost their connection may have hoped for the next one.
    assertWithin(ATTEMPT, load, killed);
    Measured.outage("SIGKILL, restart", load, killed, restarted);
  }

  @Test
  void get_frozenAndThawed_timesOutThenFailsFastAndRecovers() {
    open(redis.url(), RedoubtConfig.builder());
    Load load = readers();
    awaitAnswers(load);

    long frozen = System.nanoTime();
    redis.stop();
    Await.until(RECOVERY, "the breaker opens", () -> breaker() == BreakerState.OPEN);
    long opened = System.nanoTime();
    Await.until(RECOVERY, "calls fail fast", () -> load.since(opened).count() > 100);
    redis.resume();
    long thawed = System.nanoTime();
    awaitAnswers(load);
    load.stop();

    assertWithin(ATTEMPT, load, frozen);
    assertThat(load.since(opened).filter(Load.Sample::failed).map(Load.Sample::failure))
        .allSatisfy(e -> assertThat(e)
            .isInstanceOfAny(
                CircuitOpenException.class, TimeoutException.class, ConnectionException.class));
    Measured.outage("SIGSTOP, SIGCONT", load, frozen, thawed);
  }

  @Test
  void get_slowByTwoHundredMilliseconds_isAnswered() {
    open(proxy.url(), RedoubtConfig.builder());
    proxy.toClient().latency(Duration.ofMillis(200));

    Load load = readers();
    Await.until(Duration.ofSeconds(20), "calls", () -> load.all().size() >= 80);
    load.stop();

    assertThat(load.all()).noneMatch(Load.Sample::failed);
    assertThat(events.breakers()).isEmpty();
  }

  @Test
  void get_slowByEightHundredMilliseconds_opensTheBreaker() {
    open(proxy.url(), RedoubtConfig.builder());
    proxy.toClient().latency(Duration.ofMillis(800));
    Load load = readers();

    Await.until(Duration.ofSeconds(10), "the breaker opens", () -> breaker() == BreakerState.OPEN);
    proxy.clear();
    long cleared = System.nanoTime();
    awaitAnswers(load);
    load.stop();

    assertWithin(ATTEMPT, load, 0);
    Measured.outage("replies 800 ms late", load, 0, cleared);
  }

  @Test
  void incr_repliesLost_isAppliedAtMostOnce() {
    open(proxy.url(), RedoubtConfig.builder());
    Load load = Load.start(8, i -> client.execute(Requests.incr("n")));
    Await.until(RECOVERY, "increments", () -> load.all().size() > 100);

    proxy.toClient().blackHole();
    Await.until(RECOVERY, "the breaker opens", () -> breaker() == BreakerState.OPEN);
    load.stop();
    proxy.clear();
    long cleared = System.nanoTime();
    Await.until(
        RECOVERY.plus(SLACK), "the client recovers", () -> client.nodes().get(0).isAvailable());
    Measured.outage("replies lost", load, 0, cleared);

    long acknowledged = load.all().stream().filter(call -> !call.failed()).count();
    long unknown = load.all().stream()
        .filter(call -> call.failure() instanceof RedoubtException e && e.mayHaveExecuted())
        .count();
    assertThat(unknown).isPositive();
    assertThat(Long.parseLong(client.execute(Request.command("GET").key("n").reply(Reply.TEXT))))
        .isBetween(acknowledged, acknowledged + unknown);
  }

  @Test
  void get_resetWhileAnswering_isAnswered() {
    open(proxy.url(), RedoubtConfig.builder());
    proxy.toClient().blackHole();
    long before = proxy.toServer().bytes();
    List<CompletableFuture<byte[]>> reads =
        IntStream.range(0, 8).mapToObj(i -> client.getAsync(Requests.key("k"))).toList();
    Await.until(RECOVERY, "under way", () -> proxy.toServer().bytes() > before);

    long start = System.nanoTime();
    proxy.reset();
    proxy.clear();

    reads.forEach(read -> assertThat(read.join()).asString(UTF_8).isEqualTo("v"));
    assertThat(events.breakers()).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isLessThan(SLACK.plusMillis(300).plus(Pauses.since(start)));
    Measured.say("reset while answering: value after %d ms", millisSince(start));
  }

  @Test
  void get_hugeValueOverASlowLine_doesNotHoldUpTheOthers() {
    open(
        proxy.url(),
        RedoubtConfig.builder()
            .breaker(breaker -> breaker.enabled(false))
            .attemptTimeout(Duration.ofMillis(300))
            .connection(connection -> connection.silence(Duration.ofMillis(500))));
    redis.command("EVAL", "redis.call('SET', 'huge', string.rep('x', 128 * 1024 * 1024))", "0");
    proxy.toClient().bandwidth(16 << 20);

    assertThatThrownBy(() -> client.get(Requests.key("huge"))).isInstanceOf(TimeoutException.class);
    long start = System.nanoTime();
    Await.until(Duration.ofSeconds(5), "small values come", () -> {
      try {
        return client.get(Requests.key("k")) != null;
      } catch (RedoubtException e) {
        return false;
      }
    });
    Measured.say("huge value over a slow line: small ones after %d ms", millisSince(start));
    assertThat(proxy.accepted()).isGreaterThan(1);
  }

  @Test
  void get_hugeValue_isAnswered() {
    Duration patience = Duration.ofSeconds(20);
    open(redis.url(), RedoubtConfig.builder().timeout(patience).attemptTimeout(patience));
    redis.command("SET", "huge", "x".repeat(32 << 20));

    assertThat(client.get(Requests.key("huge"))).hasSize(32 << 20);
    assertThat(client.get(Requests.key("k"))).asString(UTF_8).isEqualTo("v");
    assertThat(events.count(ConnectionState.READY)).isEqualTo(1);
  }

  private static long millisSince(long start) {
    return Duration.ofNanos(System.nanoTime() - start).toMillis();
  }

  private BreakerState breaker() {
    return client.nodes().get(0).breaker();
  }
}
