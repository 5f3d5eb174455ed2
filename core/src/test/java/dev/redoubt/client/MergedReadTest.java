// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redoubt.Credentials;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.RedoubtConfigBuilder;
import dev.redoubt.ServerRefusedException;
import dev.redoubt.TimeoutException;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads that share commands: who gets what, and what is asked. */
class MergedReadTest {
  private static final RedisServer redis = RedisServer.start();

  private final Events events = new Events();
  private ProtectedClient client;

  @BeforeEach
  void prepare() {
    redis.command("FLUSHALL");
    open(RedoubtConfig.builder());
  }

  @AfterEach
  void close() {
    client.close();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  private void open(RedoubtConfigBuilder config) {
    client = Clients.ready(config.url(redis.url()).build(), events);
  }

  /** Begins the reads while the event loop is busy, so that they are sent together. */
  private List<CompletableFuture<byte[]>> readTogether(List<String> keys) {
    BusyLoop loop = BusyLoop.of(client);
    redis.command("CONFIG", "RESETSTAT");
    List<CompletableFuture<byte[]>> reads =
        keys.stream().map(key -> client.getAsync(Requests.key(key))).toList();
    loop.release();
    return reads;
  }

  private static long keysRead() {
    return Long.parseLong(redis.info("stats", "keyspace_hits"))
        + Long.parseLong(redis.info("stats", "keyspace_misses"));
  }

  private long commands(String name) {
    return events.commands().stream()
        .filter(command -> command.name().equals(name))
        .count();
  }

  @Test
  void getAsync_equalKeys_areAskedOnceAndAnsweredAll() {
    IntStream.range(0, 5).forEach(i -> redis.command("SET", "k" + i, "v" + i));
    List<String> keys = IntStream.range(0, 64).mapToObj(i -> "k" + i % 10).toList();

    List<CompletableFuture<byte[]>> reads = readTogether(keys);

    for (int i = 0; i < 64; i++) {
      byte[] value = reads.get(i).join();
      assertThat(value).isEqualTo(i % 10 < 5 ? Requests.key("v" + i % 10) : null);
    }
    assertThat(commands("MGET")).isEqualTo(1);
    assertThat(keysRead()).isEqualTo(10);
  }

  @Test
  void getAsync_oneKeyManyTimes_isOneGet() {
    redis.command("SET", "k", "v");

    List<CompletableFuture<byte[]>> reads =
        readTogether(IntStream.range(0, 60).mapToObj(i -> "k").toList());

    reads.forEach(read -> assertThat(read.join()).asString(UTF_8).isEqualTo("v"));
    assertThat(keysRead()).isEqualTo(1);
  }

  @Test
  void getAsync_moreThanOneCommandHolds_isSeveral() {
    List<String> keys = IntStream.range(0, 200).mapToObj(i -> "k" + i).toList();
    keys.forEach(key -> redis.command("SET", key, key));

    List<CompletableFuture<byte[]>> reads = readTogether(keys);

    IntStream.range(0, 200)
        .forEach(i -> assertThat(reads.get(i).join()).asString(UTF_8).isEqualTo(keys.get(i)));
    assertThat(commands("MGET")).isEqualTo(4);
  }

  @Test
  void getAsync_keyOfAnotherType_failsNobodyButItsReader() {
    redis.command("SET", "k", "v");
    redis.command("LPUSH", "list", "x");

    List<CompletableFuture<byte[]>> reads = readTogether(List.of("k", "list", "k"));

    assertThat(reads.get(0).join()).asString(UTF_8).isEqualTo("v");
    // MGET takes what is no string for absent.
    assertThat(reads.get(1).join()).isNull();
    assertThatThrownBy(() -> client.get(Requests.key("list")))
        .isInstanceOfSatisfying(
            ServerRefusedException.class, e -> assertThat(e.code()).isEqualTo("WRONGTYPE"));
  }

  @Test
  void getAsync_largeValues_areSoonAskedOneByOne() {
    String large = "x".repeat(100_000);
    List<String> keys = IntStream.range(0, 32).mapToObj(i -> "k" + i).toList();
    keys.forEach(key -> redis.command("SET", key, large));
    readTogether(keys).forEach(CompletableFuture::join);
    assertThat(commands("MGET")).isEqualTo(1);

    readTogether(keys).forEach(read -> assertThat(read.join()).hasSize(100_000));

    assertThat(commands("MGET")).isEqualTo(1);
  }

  @Test
  void reads_userWithoutMget_areAnsweredByGets() {
    client.close();
    redis.setUser("reader", "on >secret ~* +@connection +get");
    open(RedoubtConfig.builder().credentials(Credentials.of("reader", "secret")));
    redis.command("SET", "k", "v");

    List<CompletableFuture<byte[]>> reads = readTogether(List.of("k", "absent", "k", "other"));
    BulkReply<byte[]> bulk = client.getAll(List.of(Requests.key("k"), Requests.key("absent")));

    assertThat(reads.get(0).join()).asString(UTF_8).isEqualTo("v");
    assertThat(reads.get(1).join()).isNull();
    assertThat(reads.get(2).join()).asString(UTF_8).isEqualTo("v");
    assertThat(bulk.failed()).isEmpty();
    assertThat(bulk.value(0)).asString(UTF_8).isEqualTo("v");
    assertThat(bulk.value(1)).isNull();
  }

  @Test
  void getAsync_aCallbackHoldsUpTheEventLoop_failsByItsDeadline() {
    Duration deadline = Duration.ofMillis(600);
    client.close();
    open(RedoubtConfig.builder().timeout(deadline).attemptTimeout(Duration.ofMillis(200)));
    BusyLoop loop = BusyLoop.of(client);
    List<CompletableFuture<byte[]>> reads =
        IntStream.range(0, 10).mapToObj(i -> client.getAsync(Requests.key("k"))).toList();
    try {
      reads.forEach(read -> assertThat(read)
          .failsWithin(Duration.ofSeconds(5))
          .withThrowableOfType(ExecutionException.class)
          .havingCause()
          .isInstanceOfSatisfying(
              TimeoutException.class,
              e ->
                  assertThat(e.context().elapsed()).isBetween(deadline, deadline.plusMillis(500))));
    } finally {
      loop.release();
    }
    assertThat(client.get(Requests.key("absent"))).isNull();
  }

  @Test
  void getAsync_whatACallbackThrows_harmsNobody() {
    redis.command("SET", "k", "v");
    List<CompletableFuture<byte[]>> reads = readTogether(List.of("k", "k", "k", "absent"));
    reads.get(0).thenRun(() -> {
      throw new IllegalStateException("a careless callback");
    });

    reads.subList(1, 3).forEach(read -> assertThat(read.join()).asString(UTF_8).isEqualTo("v"));
    Await.until(
        Duration.ofSeconds(5),
        "nothing is pending",
        () -> client.nodes().get(0).pendingCalls() == 0);
    assertThat(client.get(Requests.key("k"))).asString(UTF_8).isEqualTo("v");
  }
}
