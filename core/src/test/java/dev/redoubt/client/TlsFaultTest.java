// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redoubt.ConnectionException;
import dev.redoubt.HostAndPort;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.RedoubtException;
import dev.redoubt.Tls;
import dev.redoubt.Topology;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisServer;
import dev.redoubt.testkit.TestCertificates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Certificates that must not be accepted, and a server that gets a right one while running. */
class TlsFaultTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final TestCertificates certificates = TestCertificates.create();
  private static final RedisServer redis =
      RedisServer.builder().tls(certificates).start();

  private final Events events = new Events();
  // Each test opens it with its own configuration.
  @SuppressWarnings("NullAway.Init")
  private ProtectedClient client;

  @AfterEach
  void close() {
    client.close();
    redis.present(certificates.valid());
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  private void open(int port, Tls tls) {
    client = ProtectedClient.open(
        RedoubtConfig.builder()
            .topology(new Topology.Standalone(new HostAndPort("127.0.0.1", port)))
            .tls(tls)
            .build(),
        events);
  }

  private static Tls trusting() {
    return Tls.builder().caCertificate(certificates.authority()).build();
  }

  private boolean answers() {
    try {
      client.get(Requests.key("k"));
      return true;
    } catch (RedoubtException e) {
      return false;
    }
  }

  @Test
  void get_validCertificate_isAnswered() {
    open(redis.tlsPort(), trusting());
    Await.until(SOON, "it connects", this::answers);

    assertThat(client.execute(Requests.set("k", "v"))).isEqualTo("OK");
    assertThat(client.get(Requests.key("k"))).isEqualTo(Requests.key("v"));
  }

  static Stream<Path> badCertificates() {
    return Stream.of(certificates.expired(), certificates.untrusted(), certificates.otherHost());
  }

  @ParameterizedTest
  @MethodSource("badCertificates")
  void get_badCertificate_isNotConnected_untilItIsGood(Path certificate) {
    redis.present(certificate);
    open(redis.tlsPort(), trusting());
    long start = System.nanoTime();

    assertThatThrownBy(() -> client.get(Requests.key("k")))
        .isInstanceOf(ConnectionException.class)
        .hasStackTraceContaining(SSLHandshakeException.class.getSimpleName());

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    redis.present(certificates.valid());
    Await.until(SOON, "it connects", this::answers);
  }

  @Test
  void get_certificateGoesBadWhileConnected_goesOnUntilTheNextConnection() {
    open(redis.tlsPort(), trusting());
    Await.until(SOON, "it connects", this::answers);

    redis.present(certificates.untrusted());
    assertThat(answers()).isTrue();
    redis.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");

    Await.until(SOON, "it is refused", () -> events.count(ConnectionState.DISCONNECTED) >= 2);
    assertThat(answers()).isFalse();
    redis.present(certificates.valid());
    Await.until(SOON, "it connects", this::answers);
  }

  @Test
  void get_verifyHostOff_acceptsAnotherHostButNoStranger() {
    redis.present(certificates.otherHost());
    Tls anyHost =
        Tls.builder().caCertificate(certificates.authority()).verifyHost(false).build();
    open(redis.tlsPort(), anyHost);
    Await.until(SOON, "it connects", this::answers);
    client.close();

    redis.present(certificates.untrusted());
    open(redis.tlsPort(), anyHost);
    assertThat(answers()).isFalse();
  }

  @Test
  void get_serverWithoutTls_neverFallsBackToPlainText() {
    redis.command("CONFIG", "RESETSTAT");
    open(redis.port(), trusting());

    assertThatThrownBy(() -> client.get(Requests.key("k"))).isInstanceOf(ConnectionException.class);
    assertThat(redis.info("commandstats", "cmdstat_hello")).isEmpty();
  }
}
