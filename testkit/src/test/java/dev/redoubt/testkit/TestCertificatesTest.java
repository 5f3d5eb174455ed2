// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.cert.CertificateExpiredException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TestCertificatesTest {
  private static final TestCertificates certificates = TestCertificates.create();
  private static final RedisServer redis =
      RedisServer.builder().tls(certificates).start();

  @AfterAll
  static void close() {
    redis.close();
  }

  private static RespConnection connect(String host) throws IOException {
    SSLSocket socket = (SSLSocket)
        certificates.clientContext().getSocketFactory().createSocket(host, redis.tlsPort());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(5_000);
    socket.startHandshake();
    return RespConnection.over(socket);
  }

  @Test
  void valid_isAcceptedForNameAndAddress() throws IOException {
    redis.present(certificates.valid());

    for (String host : new String[] {"localhost", "127.0.0.1"}) {
      try (RespConnection client = connect(host)) {
        assertThat(client.call("PING")).isEqualTo("PONG");
      }
    }
    assertThat(redis.tlsUrl()).isEqualTo("rediss://127.0.0.1:" + redis.tlsPort());
  }

  @Test
  void expired_isRefused() {
    redis.present(certificates.expired());

    assertThatThrownBy(() -> connect("localhost"))
        .isInstanceOf(SSLHandshakeException.class)
        .hasRootCauseInstanceOf(CertificateExpiredException.class);
  }

  @Test
  void untrusted_isRefused() {
    redis.present(certificates.untrusted());

    assertThatThrownBy(() -> connect("localhost"))
        .isInstanceOf(SSLHandshakeException.class)
        .hasMessageContaining("path");
  }

  @Test
  void otherHost_isRefused() {
    redis.present(certificates.otherHost());

    assertThatThrownBy(() -> connect("localhost"))
        .isInstanceOf(SSLHandshakeException.class)
        .hasMessageContaining("localhost");
  }

  @Test
  void present_keepsExistingConnections_andHoldsAfterARestart() throws IOException {
    redis.present(certificates.valid());
    try (RespConnection client = connect("localhost")) {
      redis.present(certificates.expired());
      assertThat(client.call("PING")).isEqualTo("PONG");
    }
    redis.restart();

    assertThatThrownBy(() -> connect("localhost")).isInstanceOf(SSLHandshakeException.class);
    redis.present(certificates.valid());
    connect("localhost").close();
  }

  @Test
  void tlsPort_withoutTls_isAnError() {
    try (RedisServer plain = RedisServer.start()) {
      assertThatThrownBy(plain::tlsPort)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("tls");
    }
  }

  @Test
  void oid_withLargeArcs_isEncodedInBase128() {
    assertThat(Der.oid(1, 2, 840, 10045, 4, 3, 2))
        .containsExactly(0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02);
  }

  @Test
  void tagged_withLongContent_hasALongLength() {
    assertThat(Der.octets(new byte[300])).startsWith(0x04, 0x82, 0x01, 0x2c).hasSize(304);
    assertThat(Der.octets(new byte[200])).startsWith(0x04, 0x81, 0xc8).hasSize(203);
  }
}
