// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.BreakerState;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.FaultProxy;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A listener that throws errors, not only exceptions, costs nobody an answer. */
class GuardedListenerTest {
  private final RedisServer redis = RedisServer.start();
  private final FaultProxy proxy = FaultProxy.to(redis);
  private final ProtectedClient client = Clients.ready(
      RedoubtConfig.builder()
          .url(proxy.url())
          .retry(retry -> retry.budgetMinimumPerSecond(1000))
          .build(),
      new Broken());

  @AfterEach
  void close() {
    client.close();
    proxy.close();
    redis.close();
  }

  @Test
  void calls_everyEventThrowsAnError_areAnswered() {
    assertThat(client.execute(Requests.set("k", "v"))).isEqualTo("OK");

    assertAnswered();
  }

  @Test
  void calls_everyEventOfALossThrowsAnError_areAnsweredAfterwards() {
    client.execute(Requests.set("k", "v"));
    BusyLoop loop = BusyLoop.of(client);
    List<CompletableFuture<byte[]>> reads =
        IntStream.range(0, 8).mapToObj(i -> client.getAsync(Requests.key("k"))).toList();

    proxy.reset();
    loop.release();

    reads.forEach(read -> assertThat(read).succeedsWithin(Duration.ofSeconds(5)));
    assertAnswered();
  }

  private void assertAnswered() {
    for (int i = 0; i < 100; i++) {
      assertThat(client.get(Requests.key("k"))).asString(UTF_8).isEqualTo("v");
    }
    Await.until(
        Duration.ofSeconds(5),
        "nothing is pending",
        () -> client.nodes().get(0).pendingCalls() == 0);
  }

  /** Its jar lacks a class. */
  private static final class Broken implements ClientListener {
    private static Error error() {
      return new NoClassDefFoundError("a class of the listener's");
    }

    @Override
    public void onCommand(String node, String command, int calls, long nanos, Outcome outcome) {
      throw error();
    }

    @Override
    public CallListener onCall(String command, int calls) {
      throw error();
    }

    @Override
    public void onNode(String node, Supplier<BreakerStatistics> breaker) {
      throw error();
    }

    @Override
    public void onRetry(String node, String command, int attempt, Duration delay) {
      throw error();
    }

    @Override
    public void onConnection(
        String node, ConnectionState state, int attempt, @Nullable Throwable cause) {
      throw error();
    }

    @Override
    public void onBreaker(String node, BreakerState from, BreakerState to) {
      throw error();
    }

    @Override
    public void onError(String node, String command, String type) {
      throw error();
    }
  }
}
