// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.BreakerState;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.TimeoutException;
import dev.redoubt.testkit.FaultProxy;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One failure that many calls share, and how often the breaker counts it. */
class SharedFailureTest {
  private static final int CALLS = 100;
  private static final RedisServer redis = RedisServer.start();

  private final Events events = new Events();
  private final FaultProxy proxy = FaultProxy.to(redis);
  private ProtectedClient client;

  @BeforeEach
  void open() {
    redis.command("FLUSHALL");
    client = Clients.ready(
        RedoubtConfig.builder()
            .url(proxy.url())
            .drainTimeout(Duration.ZERO)
            .timeout(Duration.ofSeconds(2))
            .attemptTimeout(Duration.ofMillis(500))
            .retry(retry -> retry.budgetMinimumPerSecond(1000))
            .build(),
        events);
    assertThat(client.execute(Requests.set("k", "v"))).isEqualTo("OK");
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

  @Test
  void getAll_timedOutOnce_doesNotOpenTheBreaker() {
    proxy.toClient().blackHole();

    BulkReply<byte[]> reply = client.getAll(
        IntStream.range(0, CALLS).mapToObj(i -> Requests.key("k" + i)).toList());

    assertThat(reply.failed()).hasSize(CALLS);
    assertThat(reply.firstFailure()).isInstanceOf(TimeoutException.class);
    assertThat(client.nodes().get(0).breaker()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void executeAll_timedOutOnce_doesNotOpenTheBreaker() {
    proxy.toClient().blackHole();

    BulkReply<Long> reply = client.executeAll(
        IntStream.range(0, CALLS).mapToObj(i -> Requests.incr("n")).toList());

    assertThat(reply.failed()).hasSize(CALLS);
    assertThat(reply.firstFailure()).isInstanceOf(TimeoutException.class);
    assertThat(client.nodes().get(0).breaker()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void getAsync_oneCorruptFrameForManyReads_isAnsweredOnTheNextConnection() {
    BusyLoop loop = BusyLoop.of(client);
    proxy.toClient().flipBitAfter(0);
    List<CompletableFuture<byte[]>> reads =
        IntStream.range(0, 8).mapToObj(i -> client.getAsync(Requests.key("k"))).toList();
    loop.release();

    reads.forEach(read -> assertThat(read.join()).asString(UTF_8).isEqualTo("v"));
    assertThat(events.errors()).contains("corrupt");
    assertThat(events.breakers()).isEmpty();
  }
}
