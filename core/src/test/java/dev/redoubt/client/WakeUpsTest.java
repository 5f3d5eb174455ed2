// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.CancelledException;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers who are answered together, and wake each other. */
class WakeUpsTest {
  private static final int CALLERS = 60;

  /** So long that a caller whom nobody wakes is found before it wakes by itself. */
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  private static final Duration SOON = Duration.ofSeconds(20);

  private static final RedisServer redis = RedisServer.start();

  private final ProtectedClient client = Clients.ready(
      RedoubtConfig.builder().url(redis.url()).timeout(DEADLINE).build(), ClientListener.NONE);

  @AfterEach
  void close() {
    client.close();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  /** A thread that asks for one value. */
  private final class Caller {
    private final CompletableFuture<byte[]> answer = new CompletableFuture<>();
    private final Thread thread;

    private Caller(String key) {
      thread = new Thread(() -> ask(key), "caller");
      thread.setDaemon(true);
      thread.start();
    }

    private void ask(String key) {
      try {
        answer.complete(client.get(Requests.key(key)));
      } catch (RuntimeException e) {
        answer.completeExceptionally(e);
      }
    }

    private boolean isParked() {
      return thread.getState() == Thread.State.TIMED_WAITING;
    }

    private void mustGet(String value) {
      assertThat(answer).succeedsWithin(SOON).isEqualTo(Requests.key(value));
    }

    /** Whether it was answered; the alternative is that its interrupt came first. */
    private boolean isAnsweredOrCancelled() throws Exception {
      try {
        assertThat(answer.get(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo(Requests.key("v"));
        return true;
      } catch (ExecutionException e) {
        assertThat(e).hasCauseInstanceOf(CancelledException.class);
        return false;
      }
    }
  }

  private List<Caller> callers(int count, IntFunction<String> keys) {
    return IntStream.range(0, count).mapToObj(keys).map(Caller::new).toList();
  }

  private static void awaitParked(List<Caller> callers) {
    Await.until(SOON, "all wait", () -> callers.stream().allMatch(Caller::isParked));
  }

  /** Too few for a leader; one group; one more; whole groups; a last group that is not full. */
  @ParameterizedTest
  @ValueSource(ints = {1, 8, 9, 10, 18, 60, 200})
  void get_manyKeysInOneReply_allCallersAreWoken(int count) {
    IntStream.range(0, count).forEach(i -> redis.command("SET", "k" + i, "v" + i));
    BusyLoop loop = BusyLoop.of(client);
    List<Caller> callers = callers(count, i -> "k" + i);
    awaitParked(callers);

    loop.release();

    for (int i = 0; i < count; i++) {
      callers.get(i).mustGet("v" + i);
    }
  }

  @Test
  void get_oneKey_allCallersAreWoken() {
    redis.command("SET", "k", "v");
    BusyLoop loop = BusyLoop.of(client);
    List<Caller> callers = callers(CALLERS, i -> "k");
    awaitParked(callers);

    loop.release();

    callers.forEach(caller -> caller.mustGet("v"));
  }

  @Test
  void get_whoWouldWakeOthersHasGivenUp_theyAreWokenAllTheSame() {
    redis.command("SET", "k", "v");
    BusyLoop loop = BusyLoop.of(client);
    List<Caller> callers = callers(CALLERS, i -> "k");
    awaitParked(callers);
    List<Caller> patient = callers.subList(CALLERS / 2, CALLERS);
    List<Caller> gone = callers.subList(0, CALLERS / 2);
    gone.forEach(caller -> caller.thread.interrupt());
    gone.forEach(caller -> assertThat(caller.answer)
        .failsWithin(SOON)
        .withThrowableThat()
        .withCauseInstanceOf(CancelledException.class));

    loop.release();

    patient.forEach(caller -> caller.mustGet("v"));
  }

  @Test
  void get_interruptedWhileAnswersCome_nobodyElseIsLeftWaiting() throws Exception {
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    redis.command("SET", "k", "v");
    int answered = 0;
    for (int round = 0; round < 50; round++) {
      BusyLoop loop = BusyLoop.of(client);
      List<Caller> callers = callers(CALLERS, i -> "k");
      awaitParked(callers);

      loop.release();
      for (Caller caller : callers) {
        if (random.nextBoolean()) {
          caller.thread.interrupt();
        }
      }

      for (Caller caller : callers) {
        answered += caller.isAnsweredOrCancelled() ? 1 : 0;
      }
    }
    assertThat(answered).isPositive();
  }
}
