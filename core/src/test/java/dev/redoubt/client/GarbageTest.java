// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redoubt.RedoubtConfig;
import dev.redoubt.SerializationException;
import dev.redoubt.TimeoutException;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.FaultProxy;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that are not what Redis has sent. */
class GarbageTest {
  private static final long SEED = 20_261_123;
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final RedisServer redis = RedisServer.start();

  private final Random random = new Random(SEED);
  private final Events events = new Events();
  private FaultProxy proxy;
  private ProtectedClient client;

  private int connections;

  @BeforeEach
  void open() {
    proxy = FaultProxy.to(redis);
    client = Clients.ready(
        RedoubtConfig.builder()
            .url(proxy.url())
            .timeout(Duration.ofSeconds(5))
            .attemptTimeout(Duration.ofSeconds(1))
            .retry(retry -> retry.budgetMinimumPerSecond(10_000))
            .breaker(breaker -> breaker.enabled(false))
            .build(),
        events);
    connections = proxy.accepted();
    redis.command("SET", "k", "value of k");
    assertRight();
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

  private void assertRight() {
    assertThat(client.get(Requests.key("k"))).asString(UTF_8).isEqualTo("value of k");
  }

  /** The reply is {@code $10\r\nvalue of k\r\n}; one bit of its frame is flipped. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 15, 16})
  void get_flippedBitInTheFrame_isReadAgainOnANewConnection(int offset) {
    proxy.toClient().flipBitAfter(offset);

    assertRight();

    assertThat(connectionsSince()).isEqualTo(1);
    assertThat(events.errors()).containsExactly("corrupt");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5, 10, 15, 16})
  void get_cutReply_isReadAgainOnANewConnection(int bytes) {
    proxy.toClient().cutAfter(bytes);

    assertRight();

    assertThat(connectionsSince()).isEqualTo(1);
  }

  @Test
  void inject_whileIdle_theConnectionIsReplacedBeforeTheNextCall() {
    proxy.toClient().inject("$3\r\nbad\r\n".getBytes(US_ASCII));

    Await.until(SOON, "the connection is replaced", () -> connectionsSince() == 1);
    Await.until(SOON, "the client is ready", () -> client.nodes().get(0).isAvailable());
    assertRight();
  }

  @Test
  void inject_answerOfAnotherType_isNeverAValue() {
    proxy.toClient().blackHole();
    long before = proxy.toServer().bytes();
    CompletableFuture<byte[]> get = client.getAsync(Requests.key("k"));
    Await.until(SOON, "the question is under way", () -> proxy.toServer().bytes() > before);
    proxy.toClient().inject(":7\r\n".getBytes(US_ASCII)).clear();

    assertThat(get.join()).asString(UTF_8).isEqualTo("value of k");
    assertThat(connectionsSince()).isEqualTo(1);
  }

  @Test
  void inject_anAnswerTooMany_theConnectionIsReplaced() {
    proxy.toClient().blackHole();
    long before = proxy.toServer().bytes();
    List<CompletableFuture<String>> pings = IntStream.range(0, 20)
        .mapToObj(i -> client.executeAsync(Requests.ping()))
        .toList();
    Await.until(SOON, "the questions are under way", () -> proxy.toServer().bytes() > before);
    proxy.toClient().inject("+PONG\r\n".getBytes(US_ASCII));
    proxy.toClient().clear();

    pings.forEach(ping -> assertThat(ping.join()).isEqualTo("PONG"));
    Await.until(SOON, "the connection is replaced", () -> connectionsSince() == 1);
    assertRight();
  }

  /** What TCP never does: whole replies are missing. Only the reader of the values can tell. */
  @Test
  void reportCorruption_afterMixedUpReplies_theConnectionIsReplaced() {
    redis.command("SET", "other", "value of other");
    proxy.toClient().discard();
    assertThatThrownBy(() -> client.get(Requests.key("other")))
        .isInstanceOf(TimeoutException.class);
    proxy.toClient().clear();

    client.reportCorruption(Requests.key("k"));

    Await.until(SOON, "the connection is replaced", () -> connectionsSince() == 1);
    Await.until(SOON, "the client is ready", () -> client.nodes().get(0).isAvailable());
    assertRight();
  }

  @Test
  void getAsync_flippedBitsInManyReplies_neverAnothersValue() {
    String[] values = IntStream.range(0, 64).mapToObj(i -> store("r" + i)).toArray(String[]::new);
    for (int round = 0; round < 40; round++) {
      List<CompletableFuture<byte[]>> replies = new ArrayList<>();
      proxy.toClient().flipBitAfter(random.nextInt(64 * 40));
      for (int i = 0; i < values.length; i++) {
        replies.add(client.getAsync(Requests.key("r" + i)));
      }
      for (int i = 0; i < values.length; i++) {
        assertAtMostOneBit(
            values[i], replies.get(i).handle((value, failed) -> value).join());
      }
    }
  }

  @Test
  void getAll_flippedBits_neverAnothersValue() {
    List<byte[]> keys =
        IntStream.range(0, 1000).mapToObj(i -> Requests.key("b" + i)).toList();
    String[] values = IntStream.range(0, 1000).mapToObj(i -> store("b" + i)).toArray(String[]::new);
    for (int round = 0; round < 10; round++) {
      proxy.toClient().flipBitAfter(random.nextInt(1000 * 40));
      BulkReply<byte[]> reply = client.getAll(keys);
      for (int i = 0; i < values.length; i++) {
        assertAtMostOneBit(values[i], reply.value(i));
      }
    }
  }

  private String store(String key) {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    String value = HexFormat.of().formatHex(bytes);
    redis.command("SET", key, value);
    return value;
  }

  /** A bit flipped inside a value is for the value's reader to find. */
  private static void assertAtMostOneBit(String expected, byte @Nullable [] actual) {
    if (actual == null) {
      return;
    }
    byte[] right = expected.getBytes(US_ASCII);
    assertThat(actual).hasSameSizeAs(right);
    int bits = IntStream.range(0, right.length)
        .map(i -> Integer.bitCount((right[i] ^ actual[i]) & 0xff))
        .sum();
    assertThat(bits).as(() -> Arrays.toString(actual)).isLessThanOrEqualTo(1);
  }

  @Test
  void execute_shapeThatTheReplyHasNot_isTheCallersMistakeAlone() {
    Request<Long> wrong = Request.command("GET").key("k").reply(Reply.INTEGER);
    Request<List<byte[]>> alsoWrong = Request.command("INCR").key("n").reply(Reply.LIST);

    assertThatThrownBy(() -> client.execute(wrong)).isInstanceOf(SerializationException.class);
    assertThatThrownBy(() -> client.execute(alsoWrong))
        .isInstanceOfSatisfying(
            SerializationException.class, e -> assertThat(e.mayHaveExecuted()).isTrue());

    assertRight();
    assertThat(connectionsSince()).isZero();
  }
}
