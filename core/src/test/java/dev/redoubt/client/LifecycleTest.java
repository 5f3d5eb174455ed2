// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redoubt.ClosedException;
import dev.redoubt.ConnectionException;
import dev.redoubt.OverloadException;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.RedoubtConfigBuilder;
import dev.redoubt.RedoubtException;
import dev.redoubt.TimeoutException;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.FaultProxy;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Opening without Redis, giving up, refusing what is too much, and closing without a trace. */
@Tag("alone")
class LifecycleTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration SLACK = Duration.ofMillis(250);
  private static final int OPENING = 12;
  private static final int OPENINGS = 3_000;
  private static final RedisServer redis = RedisServer.start();

  private final Events events = new Events();
  private final FaultProxy proxy = FaultProxy.to(redis);

  @BeforeEach
  void restart() {
    if (!redis.isRunning()) {
      redis.restart();
    }
    redis.command("SET", "k", "v");
  }

  @AfterEach
  void closeProxy() {
    proxy.close();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  private RedoubtConfig throughProxy(RedoubtConfigBuilder config) {
    return config.url(proxy.url()).build();
  }

  private ProtectedClient open(RedoubtConfigBuilder config) {
    return Clients.ready(throughProxy(config), events);
  }

  private ProtectedClient openUnconnected(RedoubtConfigBuilder config) {
    return ProtectedClient.open(throughProxy(config), events);
  }

  /** With credentials the driver reports connections before they take commands. */
  @Test
  void open_withCredentialsManyTimes_connectsAtTheFirstAttempt() throws InterruptedException {
    redis.setUser("caller", "on >SECRET ~* +@all");
    RedoubtConfig config =
        RedoubtConfig.of(redis.url().replace("redis://", "redis://caller:SECRET@"));
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    ExecutorService threads = Executors.newFixedThreadPool(OPENING);
    for (int i = 0; i < OPENINGS; i++) {
      threads.execute(() -> {
        try (ProtectedClient client = ProtectedClient.open(config, events)) {
          client.get(Requests.key("k"));
        } catch (RedoubtException e) {
          failures.add(e);
        }
      });
    }
    threads.shutdown();

    assertThat(threads.awaitTermination(2, TimeUnit.MINUTES)).isTrue();
    assertThat(failures).isEmpty();
    assertThat(events.connections()).noneMatch(each -> each.cause() != null);
  }

  @Test
  void open_withoutRedis_worksDegradedAndRecovers() {
    redis.kill();
    long start = System.nanoTime();
    try (ProtectedClient client = ProtectedClient.open(RedoubtConfig.of(redis.url()), events)) {
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SLACK.multipliedBy(4));
      assertThatThrownBy(() -> client.get(Requests.key("k")))
          .isInstanceOf(ConnectionException.class);
      assertThat(client.getAll(List.of(Requests.key("k"))).failure(0))
          .isInstanceOf(ConnectionException.class);

      redis.restart();

      Await.until(SOON, "it recovers", () -> Clients.answers(client));
      Await.until(SOON, "it is available", () -> client.nodes().get(0).isAvailable());
    }
  }

  @Test
  void get_clusterWithoutRedis_failsAtOnce() {
    redis.kill();
    String cluster = "redis-cluster://" + redis.host() + ":" + redis.port();
    try (ProtectedClient client = ProtectedClient.open(RedoubtConfig.of(cluster), events)) {
      assertNoNode(client);

      long start = System.nanoTime();
      for (int i = 0; i < 20; i++) {
        assertNoNode(client);
      }

      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isLessThan(Duration.ofMillis(500).plus(Pauses.since(start)));
    }
  }

  private static void assertNoNode(ProtectedClient client) {
    assertThatThrownBy(() -> client.get(Requests.key("k")))
        .isInstanceOf(ConnectionException.class)
        .hasMessageStartingWith("No node is known");
  }

  @Test
  void open_failFastWithoutRedis_throws() {
    redis.kill();
    RedoubtConfig config = RedoubtConfig.builder()
        .url(redis.url())
        .failFast(true)
        .timeout(Duration.ofMillis(500))
        .build();

    assertThatThrownBy(() -> ProtectedClient.open(config, events))
        .isInstanceOf(ConnectionException.class)
        .hasMessageContaining("not reachable");
  }

  @Test
  void open_failFastWithRedis_isReady() {
    try (ProtectedClient client =
        openUnconnected(RedoubtConfig.builder().failFast(true).timeout(Duration.ofMinutes(1)))) {
      assertThat(client.nodes().get(0).isAvailable()).isTrue();
    }
  }

  @Test
  void connect_limitOfAttempts_givesUpAndIsRevived() {
    proxy.refuse();
    try (ProtectedClient client = openUnconnected(RedoubtConfig.builder()
        .connection(c ->
            c.maxReconnectAttempts(3).reconnect(Duration.ofMillis(5), Duration.ofMillis(20))))) {
      Await.until(SOON, "it gives up", () -> events.count(ConnectionState.GAVE_UP) == 1);
      assertThat(events.count(ConnectionState.CONNECTING)).isEqualTo(3);
      assertThat(client.nodes().get(0).connection()).isEqualTo(ConnectionState.GAVE_UP);
      assertThatThrownBy(() -> client.get(Requests.key("k")))
          .isInstanceOf(ConnectionException.class);

      client.reconnect();
      Await.until(SOON, "it gives up again", () -> events.count(ConnectionState.GAVE_UP) == 2);
      assertThat(events.count(ConnectionState.CONNECTING)).isEqualTo(6);

      proxy.clear();
      client.reconnect();
      Await.until(SOON, "it is revived", () -> Clients.answers(client));
    }
  }

  @Test
  void connect_limitOfAttempts_countsFromTheLastConnection() {
    try (ProtectedClient client = open(RedoubtConfig.builder()
        .connection(c ->
            c.maxReconnectAttempts(2).reconnect(Duration.ofMillis(5), Duration.ofMillis(20))))) {
      for (int i = 0; i < 5; i++) {
        Await.until(SOON, "it is connected", () -> Clients.answers(client));
        proxy.reset();
      }
      Await.until(SOON, "it is connected", () -> Clients.answers(client));

      assertThat(events.count(ConnectionState.GAVE_UP)).isZero();
    }
  }

  @Test
  void execute_moreThanMayBePending_isRefusedAtOnce_andNothingLeaks() {
    int limit = 100;
    try (ProtectedClient client = open(RedoubtConfig.builder()
        .breaker(breaker -> breaker.enabled(false))
        .connection(c -> c.maxPending(limit).silence(Duration.ofSeconds(60)))
        .attemptTimeout(Duration.ofMillis(500))
        .timeout(Duration.ofMillis(500)))) {
      assertThat(Clients.answers(client)).isTrue();
      proxy.toClient().blackHole();
      List<CompletableFuture<Long>> accepted = IntStream.range(0, limit)
          .mapToObj(i -> client.executeAsync(Requests.incr("n")))
          .toList();

      assertThatThrownBy(() -> client.execute(Requests.incr("n")))
          .isInstanceOfSatisfying(OverloadException.class, e -> {
            assertThat(e.mayHaveExecuted()).isFalse();
            assertThat(e.context().elapsed()).isLessThan(Duration.ofMillis(50));
          });
      assertThatThrownBy(() -> client.get(Requests.key("k"))).isInstanceOf(OverloadException.class);
      BulkReply<byte[]> bulk = client.getAll(List.of(Requests.key("k")));
      assertThat(bulk.failure(0)).isInstanceOf(OverloadException.class);

      accepted.forEach(
          call -> assertThatThrownBy(call::join).hasCauseInstanceOf(TimeoutException.class));
      assertThat(client.nodes().get(0).pendingCalls()).isEqualTo(limit);
      proxy.clear();
      Await.until(SOON, "late answers free the room", () -> Clients.answers(client));
      Await.until(SOON, "nothing is pending", () -> client.nodes().get(0).pendingCalls() == 0);
      assertThat(redis.command("GET", "n")).isEqualTo("100");
    }
    redis.command("DEL", "n");
  }

  @Test
  void close_callsUnderWay_areAnsweredFirst() {
    ProtectedClient client = open(RedoubtConfig.builder());
    assertThat(Clients.answers(client)).isTrue();
    proxy.toClient().latency(Duration.ofMillis(300));
    List<CompletableFuture<byte[]>> reads = IntStream.range(0, 100)
        .mapToObj(i -> client.getAsync(Requests.key("k")))
        .toList();

    client.close();

    reads.forEach(read -> assertThat(read).isCompleted());
    reads.forEach(read -> assertThat(read.join()).asString(UTF_8).isEqualTo("v"));
    assertRefusesEverything(client);
  }

  @Test
  void close_whileARetryWaits_itIsMadeAndAnswered() {
    ProtectedClient client = open(RedoubtConfig.builder()
        .drainTimeout(Duration.ofSeconds(10))
        .retry(retry -> retry.backoff(Duration.ofMillis(500), Duration.ofMillis(500))));
    assertThat(Clients.answers(client)).isTrue();
    proxy.toClient().blackHole();
    long before = proxy.toServer().bytes();
    CompletableFuture<byte[]> read = client.getAsync(Requests.key("k"));
    Await.until(SOON, "the read is under way", () -> proxy.toServer().bytes() > before);
    proxy.reset();
    proxy.clear();
    Await.until(SOON, "a retry waits", () -> events.retries() == 1);

    client.close();

    assertThat(read.join()).asString(UTF_8).isEqualTo("v");
  }

  @Test
  void close_whileACallWaitsForTheFirstConnection_itIsAnsweredFirst() {
    proxy.toClient().latency(Duration.ofMillis(100));
    ProtectedClient client =
        openUnconnected(RedoubtConfig.builder().drainTimeout(Duration.ofSeconds(10)));
    CompletableFuture<byte[]> read = client.getAsync(Requests.key("k"));

    client.close();

    assertThat(read.join()).asString(UTF_8).isEqualTo("v");
  }

  @Test
  void close_callsThatAreNotAnswered_failAfterTheDrainTime() {
    ProtectedClient client = open(RedoubtConfig.builder().drainTimeout(Duration.ofMillis(200)));
    assertThat(Clients.answers(client)).isTrue();
    proxy.toClient().blackHole();
    CompletableFuture<Long> lost = client.executeAsync(Requests.incr("n"));

    long start = System.nanoTime();
    client.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(200), Duration.ofSeconds(2));
    assertThatThrownBy(lost::join)
        .hasCauseInstanceOf(RedoubtException.class)
        .satisfies(e -> assertThat(
                ((RedoubtException) Objects.requireNonNull(e.getCause())).mayHaveExecuted())
            .isTrue());
  }

  @Test
  void close_whileConnecting_endsEveryCall() {
    proxy.blackHole();
    ProtectedClient client = openUnconnected(RedoubtConfig.builder());
    List<CompletableFuture<byte[]>> reads =
        IntStream.range(0, 10).mapToObj(i -> client.getAsync(Requests.key("k"))).toList();
    CompletableFuture<BulkReply<byte[]>> bulk = client.getAllAsync(List.of(Requests.key("k")));

    client.close();

    reads.forEach(read -> assertThat(read).isCompletedExceptionally());
    reads.forEach(
        read -> assertThatThrownBy(read::join).hasCauseInstanceOf(RedoubtException.class));
    assertThat(bulk).isCompleted();
  }

  private static void assertRefusesEverything(ProtectedClient client) {
    assertThatThrownBy(() -> client.get(Requests.key("k"))).isInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> client.execute(Requests.ping())).isInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> client.getAsync(Requests.key("k")).join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(ClosedException.class);
    assertThat(client.getAll(List.of(Requests.key("k"))).failure(0))
        .isInstanceOf(ClosedException.class);
    client.close();
  }

  @Test
  void close_whileCallersCallOn_everyCallEnds() {
    ProtectedClient client = open(RedoubtConfig.builder());
    assertThat(Clients.answers(client)).isTrue();
    Load load = Load.start(
        8,
        i -> i % 2 == 0
            ? client.get(Requests.key("k"))
            : client.getAll(List.of(Requests.key("k"), Requests.key("k"))).value(0));
    Await.until(SOON, "calls go on", () -> load.all().size() > 200);

    client.close();
    long closed = System.nanoTime();

    Await.until(SOON, "refusals", () -> load.since(closed).count() > 100);
    load.stop();
    assertThat(load.since(closed).filter(call -> !call.failed()))
        .allMatch(call -> call.result() == null);
    assertThat(load.since(0).filter(Load.Sample::failed).map(Load.Sample::failure))
        .allSatisfy(e -> assertThat(e).isInstanceOf(RedoubtException.class));
  }

  @Test
  void close_oneHundredTimes_leavesNoThreadAndNoConnection() {
    Map<Long, String> before = threads();
    for (int i = 0; i < 100; i++) {
      try (ProtectedClient client =
          Clients.ready(RedoubtConfig.of(redis.url()), ClientListener.NONE)) {
        assertThat(client.get(Requests.key("k"))).isNotNull();
      }
    }

    Await.until(SOON, "no connection is left", () -> connections() == 0);
    Await.until(
        SOON,
        "no thread is left, but there are " + remaining(before),
        () -> remaining(before).isEmpty());
  }

  private static long connections() {
    return String.valueOf(redis.command("CLIENT", "LIST"))
        .lines()
        .filter(client -> client.contains("name=redoubt"))
        .count();
  }

  private static Map<Long, String> threads() {
    Map<Long, String> threads = new TreeMap<>();
    // The JDK 17 way; threadId() is younger.
    Thread.getAllStackTraces().keySet().forEach(t -> threads.put(t.getId(), t.getName()));
    return threads;
  }

  private static Map<Long, String> remaining(Map<Long, String> before) {
    Map<Long, String> now = threads();
    now.keySet().removeAll(before.keySet());
    now.values().removeIf(name -> name.startsWith("globalEventExecutor"));
    return now;
  }
}
