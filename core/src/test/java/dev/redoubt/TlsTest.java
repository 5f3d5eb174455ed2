// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TlsTest {
  private static final Path CERTIFICATE = Path.of("client.crt");
  private static final Path KEY = Path.of("client.key");

  @Test
  void builder_nothingSaid_verifiesHostWithTheJvmsAuthorities() {
    assertThat(Tls.builder().build()).isEqualTo(Tls.ON);
    assertThat(Tls.ON.enabled()).isTrue();
    assertThat(Tls.ON.verifyHost()).isTrue();
    assertThat(Tls.ON.caCertificate()).isEmpty();
    assertThat(Tls.OFF.enabled()).isFalse();
  }

  @Test
  void builder_everything() {
    Tls tls = Tls.builder()
        .caCertificate(Path.of("ca.crt"))
        .certificate(CERTIFICATE)
        .key(KEY)
        .verifyHost(false)
        .build();

    assertThat(tls)
        .isEqualTo(new Tls(
            true,
            Optional.of(Path.of("ca.crt")),
            Optional.of(CERTIFICATE),
            Optional.of(KEY),
            false));
  }

  @Test
  void build_certificateWithoutKey_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tls.builder().certificate(CERTIFICATE).build())
        .withMessageContaining("certificate is client.crt and key is absent");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tls.builder().key(KEY).build())
        .withMessageContaining("certificate is absent and key is client.key");
  }

  @Test
  void off_withCertificates_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new Tls(false, Optional.of(CERTIFICATE), Optional.empty(), Optional.empty(), true))
        .withMessage("certificates are given, but TLS is off");
  }
}
