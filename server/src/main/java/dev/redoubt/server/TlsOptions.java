// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import dev.redoubt.RedoubtConfig;
import dev.redoubt.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whom to trust, and what to show a server that wants to know who comes. */
final class TlsOptions {
  private @Nullable Path authority;
  private @Nullable Path certificate;
  private @Nullable Path key;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description = {
        "The authorities to trust, as PEM, for servers",
        "with TLS; those of the JVM by default."
      })
  void setAuthority(Path value) {
    this.authority = value;
  }

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = {
        "The client's certificate, as PEM, for servers",
        "that ask for one; needs --tls-key."
      })
  void setCertificate(Path value) {
    this.certificate = value;
  }

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "Its key: PKCS #8, as PEM, not encrypted.")
  void setKey(Path value) {
    this.key = value;
  }

  /** Whether any was given. */
  boolean areGiven() {
    return files().findAny().isPresent();
  }

  private Stream<Path> files() {
    return Stream.of(
            Optional.ofNullable(authority),
            Optional.ofNullable(certificate),
            Optional.ofNullable(key))
        .flatMap(Optional::stream);
  }

  /**
   * The configuration with these files.
   *
   * @throws IllegalArgumentException telling what is wrong with the options or the files
   */
  RedoubtConfig apply(RedoubtConfig config) {
    if (!areGiven()) {
      return config;
    }
    if (!config.tls().enabled()) {
      throw wrong(
          "--tls-ca, --tls-cert and --tls-key need TLS: a rediss:// URL, or REDIS_TLS=true");
    }
    if ((certificate == null) != (key == null)) {
      throw wrong("--tls-cert and --tls-key need each other");
    }
    files().filter(file -> !Files.isReadable(file)).findFirst().ifPresent(file -> {
      throw wrong("cannot read " + file);
    });
    requireCertificate(authority);
    requireCertificate(certificate);
    return config.newBuilder().tls(tls()).build();
  }

  /** Told here, since a connection would only say that it cannot be opened. */
  private static void requireCertificate(@Nullable Path file) {
    if (file == null) {
      return;
    }
    try (InputStream in = Files.newInputStream(file)) {
      if (CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty()) {
        throw wrong("no certificate is in " + file);
      }
    } catch (CertificateException e) {
      throw wrong("no certificate is in " + file + ": " + e.getMessage());
    } catch (IOException e) {
      throw wrong("cannot read " + file + ": " + e.getMessage());
    }
  }

  private Tls tls() {
    Tls.Builder tls = Tls.builder();
    if (authority != null) {
      tls.caCertificate(authority);
    }
    if (certificate != null && key != null) {
      tls.certificate(certificate).key(key);
    }
    return tls.build();
  }

  private static IllegalArgumentException wrong(String message) {
    return new IllegalArgumentException(message);
  }
}
