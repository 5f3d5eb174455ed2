// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.BreakerState;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.RedoubtConfigBuilder;
import dev.redoubt.TimeoutException;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.FaultProxy;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Half-open connections: the socket lives, the bytes do not arrive. */
class SilenceTest {
  /** From the onset to a connection that works. */
  private static final Duration PROMISE = Duration.ofSeconds(5);

  private static final RedisServer redis = RedisServer.start();

  private final Events events = new Events();
  private final FaultProxy proxy = FaultProxy.to(redis);
  // Each test opens it with its own configuration.
  @SuppressWarnings("NullAway.Init")
  private ProtectedClient client;

  private int connections;

  private void open(RedoubtConfigBuilder config) {
    client = Clients.ready(config.url(proxy.url()).drainTimeout(Duration.ZERO).build(), events);
    client.execute(Requests.set("k", "v"));
    connections = proxy.accepted();
  }

  private void openHasty() {
    open(RedoubtConfig.builder()
        .attemptTimeout(Duration.ofMillis(300))
        .connection(connection -> connection.silence(Duration.ofMillis(500))));
  }

  /** How many connections have been opened since the client was ready. */
  private int connectionsSince() {
    return proxy.accepted() - connections;
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

  private Load readers(int count) {
    return Load.start(count, i -> {
      byte[] value = client.get(Requests.key("k"));
      pause();
      return value;
    });
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The time from the onset to the first answer. */
  private Duration outage(Load load, Runnable fault) {
    Await.until(PROMISE, "answers", () -> load.all().size() > 20);
    long onset = System.nanoTime();
    fault.run();
    long begin = System.nanoTime();
    Await.until(
        PROMISE.multipliedBy(3),
        "answers again",
        () -> load.since(begin).anyMatch(call -> !call.failed()));
    load.stop();
    long answered = load.since(begin)
        .filter(call -> !call.failed())
        .mapToLong(Load.Sample::ended)
        .min()
        .orElseThrow();
    long worst = load.since(begin).mapToLong(Load.Sample::nanos).max().orElseThrow();
    Duration pauses = Pauses.since(onset);
    Measured.outage("half-open connection", load, onset, begin);
    assertThat(Duration.ofNanos(worst)).isLessThan(Duration.ofMillis(1_550).plus(pauses));
    return Duration.ofNanos(answered - onset).minus(pauses);
  }

  private void assertReplaced() {
    assertThat(events.replacements()).hasSize(1);
    assertThat(client.get(Requests.key("k"))).asString(UTF_8).isEqualTo("v");
  }

  @Test
  void get_connectionInABlackHole_isReplaced_manyCallers() {
    open(RedoubtConfig.builder());
    Duration outage = outage(readers(8), proxy::blackHoleExisting);

    assertThat(outage).isLessThan(PROMISE);
    assertReplaced();
  }

  @Test
  void get_connectionInABlackHole_isReplaced_oneCaller() {
    open(RedoubtConfig.builder());
    Duration outage = outage(readers(1), proxy::blackHoleExisting);

    assertThat(outage).isLessThan(PROMISE);
    assertReplaced();
  }

  @Test
  void get_repliesInABlackHole_isReplaced() {
    openHasty();
    Duration outage = outage(readers(4), () -> proxy.toClient().blackHoleExisting());

    assertThat(outage).isLessThan(PROMISE);
    assertReplaced();
  }

  /** Answers that keep coming, but never whole: someone else's bytes in between. */
  @Test
  void get_answersThatNeverEnd_isReplaced() {
    openHasty();
    Duration outage = outage(readers(4), () -> {
      proxy.toClient().blackHole();
      long before = proxy.toServer().bytes();
      Await.until(PROMISE, "a question is under way", () -> proxy.toServer().bytes() > before);
      proxy.toClient().inject("$1000000\r\n".getBytes(UTF_8)).clear();
    });

    assertThat(outage).isLessThan(PROMISE);
    assertThat(connectionsSince()).isPositive();
  }

  /** With every connection silent, the server may only be frozen: no storm of connections. */
  @Test
  void get_everythingInABlackHole_probesOnceASecondAndRecovers() {
    openHasty();
    Load load = readers(8);
    Await.until(PROMISE, "answers", () -> load.all().size() > 20);
    proxy.blackHole();
    long onset = System.nanoTime();
    Await.until(
        PROMISE, "the breaker opens", () -> client.nodes().get(0).breaker() == BreakerState.OPEN);
    Await.until(Duration.ofSeconds(10), "two probes", () -> connectionsSince() >= 2);
    long elapsed = System.nanoTime() - onset;

    assertThat(connectionsSince())
        .isLessThanOrEqualTo(1 + (int) TimeUnit.NANOSECONDS.toSeconds(elapsed));
    assertThat(events.replacements()).isEmpty();
    proxy.clear();
    Await.until(PROMISE, "it recovers", () -> client.nodes().get(0).isAvailable());
    load.stop();
  }

  @Test
  void idleConnection_isNeverProbed() {
    openHasty();
    long since = System.nanoTime();
    Await.until(
        Duration.ofSeconds(10),
        "three times the silence",
        () -> System.nanoTime() - since > Duration.ofMillis(1_500).toNanos());

    assertThat(connectionsSince()).isZero();
    assertThat(client.get(Requests.key("k"))).isNotNull();
    assertThat(connectionsSince()).isZero();
  }

  @Test
  void get_timesOutMeanwhile_withItsOwnException() {
    open(RedoubtConfig.builder());
    proxy.blackHoleExisting();
    long start = System.nanoTime();
    try {
      client.get(Requests.key("k"));
    } catch (TimeoutException e) {
      assertThat(e.context().attempts()).isEqualTo(1);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(990), Duration.ofMillis(1_550).plus(Pauses.since(start)));
      return;
    }
    throw new AssertionError("answered out of a black hole");
  }
}
