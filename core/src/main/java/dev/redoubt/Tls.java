// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * How connections are encrypted. Certificates and keys are PEM files.
 *
 * @param enabled whether connections use TLS
 * @param caCertificate the authorities to trust; empty means those of the JVM
 * @param certificate the client's certificate, where the server asks for one
 * @param key the client's private key (PKCS #8, not encrypted)
 * @param verifyHost whether the server's certificate must be for the host that was asked for
 */
public record Tls(
    boolean enabled,
    Optional<Path> caCertificate,
    Optional<Path> certificate,
    Optional<Path> key,
    boolean verifyHost) {

  /** No encryption. */
  public static final Tls OFF =
      new Tls(false, Optional.empty(), Optional.empty(), Optional.empty(), true);

  /** Encryption with the JVM's authorities and a verified host. */
  public static final Tls ON = builder().build();

  /**
   * Refuses a certificate without its key, a key without its certificate, and files without TLS.
   */
  public Tls {
    Objects.requireNonNull(caCertificate, "caCertificate");
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException(
          "a client certificate needs its key and the other way round, but certificate is "
              + certificate.map(Path::toString).orElse("absent")
              + " and key is "
              + key.map(Path::toString).orElse("absent"));
    }
    if (!enabled && (caCertificate.isPresent() || certificate.isPresent())) {
      throw new IllegalArgumentException("certificates are given, but TLS is off");
    }
  }

  /** A builder of enabled TLS. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects the options of TLS. Not thread-safe. */
  public static final class Builder {
    private Optional<Path> caCertificate = Optional.empty();
    private Optional<Path> certificate = Optional.empty();
    private Optional<Path> key = Optional.empty();
    private boolean verifyHost = true;

    private Builder() {}

    /** A PEM file with the authorities to trust instead of the JVM's. */
    public Builder caCertificate(Path file) {
      caCertificate = Optional.of(file);
      return this;
    }

    /** A PEM file with the client's certificate chain; needs {@link #key}. */
    public Builder certificate(Path file) {
      certificate = Optional.of(file);
      return this;
    }

    /** A PEM file with the client's private key; needs {@link #certificate}. */
    public Builder key(Path file) {
      key = Optional.of(file);
      return this;
    }

    /** Whether the certificate must name the host; on unless switched off. */
    public Builder verifyHost(boolean verify) {
      verifyHost = verify;
      return this;
    }

    /** The TLS options, refused when a certificate and its key do not come together. */
    public Tls build() {
      return new Tls(true, caCertificate, certificate, key, verifyHost);
    }
  }
}
