// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.ConnectionException;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.TimeoutException;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.FaultProxy;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Callers who wait, on platform threads and, where the JDK has them, on virtual ones. */
@Tag("alone")
class WaitTest {
  private static final Duration DEADLINE = Duration.ofMillis(300);
  private static final RedisServer redis = RedisServer.start();

  @AfterAll
  static void stop() {
    redis.close();
  }

  /** A virtual caller is a platform thread before Java 21. */
  enum Caller {
    PLATFORM,
    VIRTUAL;

    void start(Runnable task) {
      if (this == PLATFORM || Runtime.version().feature() < 21) {
        new Thread(task, "caller").start();
        return;
      }
      try {
        Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("Java 21 has virtual threads", e);
      }
    }

    boolean isVirtual() {
      return this == VIRTUAL && Runtime.version().feature() >= 21;
    }
  }

  /** Holds up whatever thread tells it of a command that timed out. */
  private record Blocking(CountDownLatch end) implements ClientListener {
    @Override
    public void onCommand(String node, String command, int calls, long nanos, Outcome outcome) {
      if (outcome == Outcome.TIMEOUT) {
        try {
          end.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  private static CompletableFuture<byte[]> get(ProtectedClient client, Caller caller) {
    CompletableFuture<byte[]> result = new CompletableFuture<>();
    caller.start(() -> {
      try {
        result.complete(client.get(Requests.key("k")));
      } catch (RuntimeException e) {
        result.completeExceptionally(e);
      }
    });
    return result;
  }

  @ParameterizedTest
  @EnumSource
  void isCurrent_isTrueOnVirtualThreadsOnly(Caller caller) {
    CompletableFuture<Boolean> virtual = new CompletableFuture<>();

    caller.start(() -> virtual.complete(VirtualThreads.isCurrent()));

    assertThat(virtual.join()).isEqualTo(caller.isVirtual());
  }

  @ParameterizedTest
  @EnumSource
  void get_listenerThatBlocksTheTimer_endsByTheDeadline(Caller caller) {
    CountDownLatch end = new CountDownLatch(1);
    try (FaultProxy proxy = FaultProxy.to(redis);
        ProtectedClient client = Clients.ready(
            RedoubtConfig.builder()
                .url(proxy.url())
                .timeout(DEADLINE)
                .attemptTimeout(Duration.ofMillis(100))
                .drainTimeout(Duration.ZERO)
                .build(),
            new Blocking(end))) {
      proxy.toClient().blackHole();
      try {
        get(client, caller).exceptionally(e -> null).join();
        long start = System.nanoTime();

        CompletableFuture<byte[]> second = get(client, caller);

        assertThat(second)
            .failsWithin(Duration.ofSeconds(5))
            .withThrowableThat()
            .withCauseInstanceOf(TimeoutException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
            .isLessThan(DEADLINE.plusMillis(200).plus(Pauses.since(start)));
      } finally {
        end.countDown();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void get_refusedAtOnce_throwsTheFailureItself(Caller caller) {
    try (RedisServer dead = RedisServer.start();
        ProtectedClient client = Clients.ready(RedoubtConfig.of(dead.url()), ClientListener.NONE)) {
      dead.kill();
      Await.until(
          Duration.ofSeconds(10),
          "the loss is known",
          () -> !client.nodes().get(0).isAvailable());

      assertThat(get(client, caller))
          .failsWithin(Duration.ofSeconds(5))
          .withThrowableThat()
          .havingCause()
          .isExactlyInstanceOf(ConnectionException.class);
    }
  }

  @Test
  void close_callersOnVirtualThreads_areAllTold() {
    try (FaultProxy proxy = FaultProxy.to(redis)) {
      ProtectedClient client = Clients.ready(
          RedoubtConfig.builder().url(proxy.url()).drainTimeout(Duration.ZERO).build(),
          ClientListener.NONE);
      proxy.toClient().blackHole();
      CompletableFuture<byte[]> read = get(client, Caller.VIRTUAL);

      client.close();

      assertThat(read).failsWithin(Duration.ofSeconds(5));
    }
  }
}
