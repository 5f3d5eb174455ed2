// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static dev.redoubt.client.FailureKind.ASK;
import static dev.redoubt.client.FailureKind.AUTHENTICATION;
import static dev.redoubt.client.FailureKind.BUSY;
import static dev.redoubt.client.FailureKind.CANCELLED;
import static dev.redoubt.client.FailureKind.CLOSED;
import static dev.redoubt.client.FailureKind.CLUSTERDOWN;
import static dev.redoubt.client.FailureKind.CONNECTION_LOST;
import static dev.redoubt.client.FailureKind.CORRUPT;
import static dev.redoubt.client.FailureKind.LOADING;
import static dev.redoubt.client.FailureKind.MASTERDOWN;
import static dev.redoubt.client.FailureKind.MAX_CLIENTS;
import static dev.redoubt.client.FailureKind.MISCONF;
import static dev.redoubt.client.FailureKind.MOVED;
import static dev.redoubt.client.FailureKind.NOREPLICAS;
import static dev.redoubt.client.FailureKind.NOSCRIPT;
import static dev.redoubt.client.FailureKind.NOT_CONNECTED;
import static dev.redoubt.client.FailureKind.OUT_OF_MEMORY;
import static dev.redoubt.client.FailureKind.OVERLOADED;
import static dev.redoubt.client.FailureKind.READONLY;
import static dev.redoubt.client.FailureKind.REFUSED;
import static dev.redoubt.client.FailureKind.TIMEOUT;
import static dev.redoubt.client.FailureKind.TRYAGAIN;
import static dev.redoubt.client.FailureKind.UNREADABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.protocol.RedisProtocolException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which kind of failure each reply and each exception is; what follows is FailureKindTest's. */
class FailureClassifierTest {

  static Stream<Arguments> replies() {
    return Stream.of(
        Arguments.of("MOVED 3999 127.0.0.1:6381", MOVED, "MOVED"),
        Arguments.of("ASK 3999 127.0.0.1:6381", ASK, "ASK"),
        Arguments.of(
            "TRYAGAIN Multiple keys request during rehashing of slot", TRYAGAIN, "TRYAGAIN"),
        Arguments.of("CLUSTERDOWN The cluster is down", CLUSTERDOWN, "CLUSTERDOWN"),
        Arguments.of("CLUSTERDOWN Hash slot not served", CLUSTERDOWN, "CLUSTERDOWN"),
        Arguments.of("LOADING Redis is loading the dataset in memory", LOADING, "LOADING"),
        Arguments.of("MASTERDOWN Link with MASTER is down", MASTERDOWN, "MASTERDOWN"),
        Arguments.of("READONLY You can't write against a read only replica.", READONLY, "READONLY"),
        Arguments.of("BUSY Redis is busy running a script.", BUSY, "BUSY"),
        Arguments.of("UNKILLABLE Sorry the script already executed writes", BUSY, "UNKILLABLE"),
        Arguments.of("BUSYGROUP Consumer Group name already exists", REFUSED, "BUSYGROUP"),
        Arguments.of("BUSYKEY Target key name already exists.", REFUSED, "BUSYKEY"),
        Arguments.of(
            "OOM command not allowed when used memory > 'maxmemory'.", OUT_OF_MEMORY, "OOM"),
        Arguments.of("MISCONF Redis is configured to save RDB snapshots", MISCONF, "MISCONF"),
        Arguments.of("NOREPLICAS Not enough good replicas to write.", NOREPLICAS, "NOREPLICAS"),
        Arguments.of("NOAUTH Authentication required.", AUTHENTICATION, "NOAUTH"),
        Arguments.of("WRONGPASS invalid username-password pair", AUTHENTICATION, "WRONGPASS"),
        Arguments.of("ERR invalid password", AUTHENTICATION, "ERR"),
        Arguments.of("ERR AUTH <password> called without any password", AUTHENTICATION, "ERR"),
        Arguments.of("NOPERM this user has no permissions", REFUSED, "NOPERM"),
        Arguments.of("WRONGTYPE Operation against a key", REFUSED, "WRONGTYPE"),
        Arguments.of("CROSSSLOT Keys in request don't hash to the same slot", REFUSED, "CROSSSLOT"),
        Arguments.of("EXECABORT Transaction discarded", REFUSED, "EXECABORT"),
        Arguments.of("ERR syntax error", REFUSED, "ERR"),
        Arguments.of("ERR unknown command 'FOO'", REFUSED, "ERR"),
        Arguments.of("ERR Protocol error: invalid bulk length", CORRUPT, "ERR"),
        Arguments.of("NOSCRIPT No matching script. Please use EVAL.", NOSCRIPT, "NOSCRIPT"),
        Arguments.of("ERR max number of clients reached", MAX_CLIENTS, "ERR"),
        Arguments.of("", REFUSED, ""));
  }

  @ParameterizedTest
  @MethodSource("replies")
  void reply_hasItsKindAndCode(String reply, FailureKind kind, String code) {
    Failure failure = FailureClassifier.reply(reply);

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.code()).isEqualTo(code);
  }

  /** Redis 6 wraps what a command inside a script was refused with; Redis 7 does not. */
  static Stream<Arguments> repliesOfScripts() {
    String raised = "ERR Error running script (call to f_da39): @user_script:1: ";
    String wrapped = raised + "@user_script: 1: ";
    return Stream.of(
        Arguments.of(wrapped + "-OOM command not allowed when used memory", OUT_OF_MEMORY, "OOM"),
        Arguments.of(wrapped + "-READONLY You can't write", READONLY, "READONLY"),
        Arguments.of(wrapped + "-MISCONF Redis is configured", MISCONF, "MISCONF"),
        Arguments.of(raised + "WRONGTYPE Operation against a key", REFUSED, "WRONGTYPE"),
        Arguments.of(raised + "ERR value is not an integer or out of range", REFUSED, "ERR"),
        Arguments.of(wrapped + "The user executing the script can't run this", REFUSED, "ERR"),
        Arguments.of(raised + "attempt to index a nil value - OOM", REFUSED, "ERR"),
        Arguments.of(
            "ERR Error running script (call to f_da39): user_script:1: -OOM", OUT_OF_MEMORY, "OOM"),
        Arguments.of(
            "WRONGTYPE Operation against a key script: da39, on @user_script:1.",
            REFUSED,
            "WRONGTYPE"),
        Arguments.of(
            "OOM command not allowed script: da39, on @user_script:1.", OUT_OF_MEMORY, "OOM"));
  }

  @ParameterizedTest
  @MethodSource("repliesOfScripts")
  void reply_ofAScript_hasTheKindAndCodeOfTheCommandInside(
      String reply, FailureKind kind, String code) {
    reply_hasItsKindAndCode(reply, kind, code);
  }

  static Stream<Arguments> exceptions() {
    return Stream.of(
        Arguments.of(new RedisCommandTimeoutException("Command timed out"), TIMEOUT),
        Arguments.of(new TimeoutException(), TIMEOUT),
        Arguments.of(new SslHandshakeTimeoutException("handshake timed out"), TIMEOUT),
        Arguments.of(new SocketException("Connection reset"), CONNECTION_LOST),
        Arguments.of(new IOException("Broken pipe"), CONNECTION_LOST),
        Arguments.of(new ClosedChannelException(), CONNECTION_LOST),
        Arguments.of(new SSLException("bad record MAC"), CONNECTION_LOST),
        Arguments.of(new RedisException("Connection disconnected"), CONNECTION_LOST),
        Arguments.of(new RedisException("Connection closed"), CONNECTION_LOST),
        Arguments.of(
            new RedisException("Currently not connected. Commands are rejected."), NOT_CONNECTED),
        Arguments.of(new RedisException("Connection is closed"), NOT_CONNECTED),
        Arguments.of(new ConnectException("Connection refused"), NOT_CONNECTED),
        Arguments.of(new ConnectTimeoutException("connection timed out"), NOT_CONNECTED),
        Arguments.of(new UnknownHostException("redis.invalid"), NOT_CONNECTED),
        Arguments.of(
            new RedisException("Request queue size exceeded: 8192. Commands are not accepted"),
            OVERLOADED),
        Arguments.of(
            new RedisException("Internal stack size exceeded: 8192. Commands are not accepted"),
            OVERLOADED),
        Arguments.of(new RedisCommandInterruptedException(new InterruptedException()), CANCELLED),
        Arguments.of(new InterruptedException(), CANCELLED),
        Arguments.of(new CancellationException(), CANCELLED),
        Arguments.of(new RejectedExecutionException("event executor terminated"), CLOSED),
        Arguments.of(new RedisProtocolException("Invalid first byte: 10"), CORRUPT),
        Arguments.of(new DecoderException("garbage"), CORRUPT),
        Arguments.of(new UnsupportedOperationException("no set(long)"), UNREADABLE),
        Arguments.of(new NumberFormatException("For input string"), UNREADABLE),
        Arguments.of(new RedisCommandExecutionException("OOM command not allowed"), OUT_OF_MEMORY));
  }

  @ParameterizedTest
  @MethodSource("exceptions")
  void exception_hasItsKind_howeverWrapped(Throwable thrown, FailureKind kind) {
    assertThat(FailureClassifier.exception(thrown).kind()).isEqualTo(kind);
    Throwable wrapped = new CompletionException(new ExecutionException(thrown));
    assertThat(FailureClassifier.exception(wrapped).kind()).isEqualTo(kind);
    Throwable byTheDriver = new RedisException("Something else", thrown);
    assertThat(FailureClassifier.exception(byTheDriver).kind()).isEqualTo(kind);
  }

  @Test
  void exception_withAReply_keepsItsCode() {
    Failure failure =
        FailureClassifier.exception(new RedisCommandExecutionException("NOPERM this user"));

    assertThat(failure.code()).isEqualTo("NOPERM");
  }

  static Stream<Arguments> failedConnects() {
    return Stream.of(
        Arguments.of(new ConnectException("Connection refused"), NOT_CONNECTED),
        Arguments.of(new SSLHandshakeException("unable to find valid path"), NOT_CONNECTED),
        Arguments.of(new RedisCommandTimeoutException("Connection initialization"), NOT_CONNECTED),
        Arguments.of(new RedisConnectionException("Connection closed prematurely"), NOT_CONNECTED),
        Arguments.of(new IllegalStateException("credentials file is missing"), NOT_CONNECTED),
        Arguments.of(new UnsupportedOperationException("no credentials here"), NOT_CONNECTED),
        Arguments.of(new RedisCommandExecutionException("NOPERM no PING for you"), NOT_CONNECTED),
        Arguments.of(new RedisCommandExecutionException("WRONGPASS invalid"), AUTHENTICATION),
        Arguments.of(new RedisCommandExecutionException("NOAUTH HELLO must be"), AUTHENTICATION),
        Arguments.of(new RedisCommandExecutionException("LOADING Redis is"), LOADING),
        Arguments.of(new RedisCommandExecutionException("READONLY role slave"), READONLY),
        Arguments.of(
            new RedisCommandExecutionException("ERR max number of clients reached"), MAX_CLIENTS));
  }

  @ParameterizedTest
  @MethodSource("failedConnects")
  void connect_withoutABetterReason_isNotConnected(Throwable thrown, FailureKind kind) {
    Throwable byTheDriver = new RedisConnectionException("Unable to connect to host:1", thrown);

    assertThat(FailureClassifier.connect(byTheDriver).kind()).isEqualTo(kind);
  }

  @Test
  void exception_whoseCausesFormACircle_isClassifiedAllTheSame() {
    Throwable first = new IllegalStateException("first");
    Throwable second = new IllegalStateException("second", first);
    first.initCause(second);

    assertThat(FailureClassifier.exception(first).kind()).isEqualTo(CORRUPT);
    assertThat(FailureClassifier.exception(first).describe()).startsWith("corrupt");
  }

  @Test
  void reply_anything_hasAKindAndAnException() {
    Random random = new Random(20_261_123);
    List<String> words = replies().map(row -> (String) row.get()[0]).collect(Collectors.toList());
    words.addAll(
        List.of(" ", " -", "ERR Error running script", "\u0000", "-", ":", "\r\n", "MOVED"));
    for (int i = 0; i < 20_000; i++) {
      String reply = random
          .ints(random.nextInt(4), 0, words.size())
          .mapToObj(word -> mutated(words.get(word), random))
          .collect(Collectors.joining(random.nextBoolean() ? " " : ""));

      Failure failure = FailureClassifier.reply(reply);

      assertThat(failure.code()).doesNotContain(" ");
      assertThat(failure.toException(FailureKindTest.CONTEXT).context()).isNotNull();
    }
  }

  private static String mutated(String text, Random random) {
    if (text.isEmpty() || random.nextInt(3) > 0) {
      return text;
    }
    int at = random.nextInt(text.length());
    return text.substring(0, at) + (char) random.nextInt(0x3000) + text.substring(at + 1);
  }

  @Test
  void exception_anything_hasAKindAndAnException() {
    Random random = new Random(20_261_123);
    List<Throwable> leaves =
        exceptions().map(row -> (Throwable) row.get()[0]).collect(Collectors.toList());
    leaves.addAll(
        List.of(new Error(), new RuntimeException((String) null), new RedisException("")));
    for (int i = 0; i < 20_000; i++) {
      Throwable thrown = leaves.get(random.nextInt(leaves.size()));
      for (int depth = random.nextInt(5); depth > 0; depth--) {
        thrown = random.nextBoolean()
            ? new CompletionException(thrown)
            : new RedisException("wrapped", thrown);
      }

      assertThat(FailureClassifier.exception(thrown).toException(FailureKindTest.CONTEXT))
          .isNotNull();
      assertThat(FailureClassifier.connect(thrown).describe()).isNotEmpty();
    }
  }
}
