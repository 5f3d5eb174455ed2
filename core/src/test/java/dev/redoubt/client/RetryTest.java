// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redoubt.CancelledException;
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
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is repeated, what is not, and for how long. */
@Tag("alone")
class RetryTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  /** Beyond a limit: what a busy machine takes to wake a thread. */
  private static final Duration SLACK = Duration.ofMillis(250);

  private static final RedisServer redis = RedisServer.start();

  private final Events events = new Events();
  private final FaultProxy proxy = FaultProxy.to(redis);
  // Each test opens it with its own configuration.
  @SuppressWarnings("NullAway.Init")
  private ProtectedClient client;

  /** How many connections it took until the client was ready. */
  private int connections;

  @BeforeEach
  void prepare() {
    redis.command("FLUSHALL");
    redis.command("SET", "k", "v");
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

  private void open(RedoubtConfigBuilder config) {
    client = Clients.ready(config.url(proxy.url()).build(), events);
    connections = proxy.accepted();
  }

  private static RedoubtConfigBuilder unbroken() {
    return RedoubtConfig.builder()
        .breaker(breaker -> breaker.enabled(false))
        .drainTimeout(Duration.ZERO)
        .retry(retry -> retry.budgetMinimumPerSecond(10_000));
  }

  /** Returns when the server has been sent something but its answers are held back. */
  private <T> T underWay(Supplier<T> call) {
    proxy.toClient().blackHole();
    long before = proxy.toServer().bytes();
    T started = call.get();
    Await.until(SOON, "the call is under way", () -> proxy.toServer().bytes() > before);
    return started;
  }

  @Test
  void getAsync_resetUnderWay_isRepeated() {
    open(unbroken());
    List<CompletableFuture<byte[]>> reads = underWay(() -> IntStream.range(0, 200)
        .mapToObj(i -> client.getAsync(Requests.key("k")))
        .toList());

    proxy.reset();
    proxy.clear();

    reads.forEach(read -> assertThat(read.join()).asString(UTF_8).isEqualTo("v"));
    assertThat(events.retries()).isPositive();
  }

  @Test
  void getAsync_resetUnderWay_beyondTheBudgetIsNotRepeated() {
    open(unbroken().retry(retry -> retry.budgetPercent(10).budgetMinimumPerSecond(5)));
    List<CompletableFuture<byte[]>> reads = underWay(() -> IntStream.range(0, 200)
        .mapToObj(i -> client.getAsync(Requests.key("k")))
        .toList());

    proxy.reset();
    proxy.clear();

    long answered = reads.stream()
        .filter(read -> read.handle((value, failed) -> failed == null).join())
        .count();
    // A tenth of 200; a second may have begun in between.
    assertThat(answered).isBetween(5L, 40L);
    assertThat(events.retries()).isLessThanOrEqualTo(40);
  }

  @Test
  void execute_incrResetUnderWay_isNotRepeatedAndSaysSo() {
    open(unbroken());
    CompletableFuture<Long> incr = underWay(() -> client.executeAsync(Requests.incr("n")));

    proxy.reset();
    proxy.clear();

    assertThatThrownBy(incr::join).cause().isInstanceOfSatisfying(ConnectionException.class, e -> {
      assertThat(e.mayHaveExecuted()).isTrue();
      assertThat(e.context().attempts()).isEqualTo(1);
    });
    assertThat(redis.command("GET", "n")).isEqualTo("1");
  }

  @Test
  void execute_incrUnderManyResets_isNeverAppliedTwice() {
    open(unbroken().attemptTimeout(Duration.ofMillis(500)));
    Load load = Load.start(8, i -> client.execute(Requests.incr("n")));
    for (int i = 0; i < 25; i++) {
      int before = load.all().size();
      Await.until(SOON, "calls go on", () -> load.all().size() >= before + 50);
      proxy.reset();
    }
    load.stop();

    long acknowledged = load.all().stream().filter(call -> !call.failed()).count();
    long unknown = load.all().stream()
        .filter(call -> call.failure() instanceof RedoubtException e && e.mayHaveExecuted())
        .count();
    assertThat(unknown).isPositive();
    assertThat(Long.parseLong(String.valueOf(redis.command("GET", "n"))))
        .isBetween(acknowledged, acknowledged + unknown);
  }

  @Test
  void get_underManyResets_endsByItsDeadline() {
    Duration deadline = Duration.ofMillis(400);
    open(unbroken()
        .timeout(deadline)
        .attemptTimeout(Duration.ofMillis(150))
        .retry(retry -> retry.maxRetries(10)));
    proxy.toClient().latency(Duration.ofMillis(20), Duration.ofMillis(200));
    Load load = Load.start(
        4,
        i -> client.execute(Request.command("GET").key("k").reply(Reply.BYTES).retry(patient())));
    for (int i = 0; i < 40; i++) {
      int before = load.all().size();
      Await.until(SOON, "calls go on", () -> load.all().size() > before);
      proxy.reset();
    }
    load.stop();

    assertThat(events.retries()).isPositive();
    assertThat(load.all())
        .allSatisfy(call -> assertThat(Duration.ofNanos(call.nanos()))
            .isLessThan(deadline.plusMillis(50).plus(SLACK).plus(Pauses.since(call.began()))));
  }

  private static RetryPolicy patient() {
    return new RetryPolicy(10, RetryPolicy.After.ANY_FAILURE);
  }

  @Test
  void execute_ownTimeout_holdsAloneAndInBulk() {
    open(unbroken());
    Request<Long> hasty = Requests.incr("n").timeout(Duration.ofMillis(100));
    proxy.toClient().blackHole();

    long start = System.nanoTime();
    assertThatThrownBy(() -> client.execute(hasty)).isInstanceOf(TimeoutException.class);
    assertThat(client.executeAll(List.of(hasty, hasty)).failed()).containsExactly(0, 1);

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isLessThan(Duration.ofMillis(700).plus(Pauses.since(start)));
  }

  @Test
  void get_timedOutOnTheOnlyConnection_isNotRepeatedThere() {
    open(unbroken().attemptTimeout(Duration.ofMillis(200)));
    proxy.toClient().blackHole();

    assertThatThrownBy(() -> client.get(Requests.key("k")))
        .isInstanceOfSatisfying(TimeoutException.class, e -> {
          assertThat(e.context().attempts()).isEqualTo(1);
          assertThat(e.mayHaveExecuted()).isTrue();
        });
  }

  @Test
  void get_interrupted_isCancelledAtOnceAndTheFlagRestored() throws Exception {
    open(unbroken());
    AtomicReference<RuntimeException> thrown = new AtomicReference<>();
    AtomicBoolean flag = new AtomicBoolean();
    Thread caller = new Thread(() -> {
      try {
        client.get(Requests.key("k"));
      } catch (RuntimeException e) {
        thrown.set(e);
        flag.set(Thread.currentThread().isInterrupted());
      }
    });
    underWay(() -> {
      caller.start();
      return caller;
    });

    long start = System.nanoTime();
    caller.interrupt();
    caller.join(5_000);

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isLessThan(SLACK.plus(Pauses.since(start)));
    assertThat(thrown.get()).isInstanceOf(CancelledException.class);
    assertThat(flag).isTrue();
    proxy.clear();
    assertThat(client.get(Requests.key("k"))).asString(UTF_8).isEqualTo("v");
    assertThat(proxy.accepted()).isEqualTo(connections);
  }

  @Test
  void getAll_interrupted_isCancelledAtOnceAndTheFlagRestored() throws Exception {
    open(unbroken());
    AtomicReference<BulkReply<byte[]>> reply = new AtomicReference<>();
    AtomicBoolean flag = new AtomicBoolean();
    Thread caller = new Thread(() -> {
      reply.set(client.getAll(List.of(Requests.key("k"), Requests.key("absent"))));
      flag.set(Thread.currentThread().isInterrupted());
    });
    underWay(() -> {
      caller.start();
      return caller;
    });

    long start = System.nanoTime();
    caller.interrupt();
    caller.join(5_000);

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isLessThan(SLACK.plus(Pauses.since(start)));
    assertThat(Objects.requireNonNull(reply.get()).failure(0))
        .isInstanceOf(CancelledException.class);
    assertThat(Objects.requireNonNull(reply.get()).failure(1))
        .isInstanceOf(CancelledException.class);
    assertThat(flag).isTrue();
  }

  @Test
  void get_interruptStorm_everyLaterReplyIsRight() throws Exception {
    open(unbroken());
    IntStream.range(0, 100).forEach(i -> redis.command("SET", "s" + i, "value " + i));
    AtomicBoolean over = new AtomicBoolean();
    List<Thread> callers = IntStream.range(0, 4)
        .mapToObj(n -> new Thread(() -> {
          for (int i = 0; !over.get(); i++) {
            getInterruptibly(i % 100);
          }
        }))
        .toList();
    callers.forEach(Thread::start);
    for (int i = 0; i < 500; i++) {
      callers.get(i % 4).interrupt();
      TimeUnit.MICROSECONDS.sleep(500);
    }
    over.set(true);
    for (Thread caller : callers) {
      caller.join(5_000);
    }

    List<byte[]> keys =
        IntStream.range(0, 100).mapToObj(i -> Requests.key("s" + i)).toList();
    for (int round = 0; round < 100; round++) {
      BulkReply<byte[]> values = client.getAll(keys);
      IntStream.range(0, 100)
          .forEach(i -> assertThat(values.value(i)).isEqualTo(Requests.key("value " + i)));
    }
    assertThat(proxy.accepted()).isEqualTo(connections);
    assertThat(client.nodes().get(0).pendingCalls()).isZero();
  }

  private void getInterruptibly(int i) {
    try {
      assertThat(client.get(Requests.key("s" + i))).isEqualTo(Requests.key("value " + i));
    } catch (CancelledException e) {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void getAsync_cancelled_leavesTheOthersAlone() {
    open(unbroken());
    List<CompletableFuture<byte[]>> reads = underWay(() ->
        IntStream.range(0, 50).mapToObj(i -> client.getAsync(Requests.key("k"))).toList());

    IntStream.range(0, 50).filter(i -> i % 2 == 0).forEach(i -> reads.get(i).cancel(true));
    proxy.clear();

    for (int i = 0; i < 50; i++) {
      CompletableFuture<byte[]> read = reads.get(i);
      if (i % 2 == 0) {
        assertThatThrownBy(read::join).isInstanceOf(CancellationException.class);
      } else {
        assertThat(read.join()).asString(UTF_8).isEqualTo("v");
      }
    }
    Await.until(SOON, "nothing is pending", () -> client.nodes().get(0).pendingCalls() == 0);
  }
}
