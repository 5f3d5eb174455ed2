// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * An authority and server certificates, good and bad, as PEM files that go away with this JVM.
 *
 * <p>All server certificates belong to one private key, so that a running server can change from
 * one to another.
 *
 * @param authority the certificate that clients shall trust
 * @param key the servers' private key, PKCS #8
 * @param valid signed by the authority for localhost and 127.0.0.1
 * @param expired as valid, but it has expired yesterday
 * @param untrusted as valid, but signed by an authority of the same name that nobody trusts
 * @param otherHost as valid, but for the host {@code other.example}
 */
public record TestCertificates(
    Path authority, Path key, Path valid, Path expired, Path untrusted, Path otherHost) {
  private static final byte[] ADDRESS = {127, 0, 0, 1};
  private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(64, new byte[] {'\n'});

  /** Creates new keys and certificates. */
  public static TestCertificates create() {
    Instant now = Instant.now();
    Instant from = now.minus(Duration.ofDays(2));
    Instant to = now.plus(Duration.ofDays(30));
    Authority trusted = new Authority("Redoubt test authority");
    Authority stranger = new Authority("Redoubt test authority");
    KeyPair server = Authority.newKeyPair();
    byte[] expired = trusted.issue(
        server.getPublic(), "localhost", ADDRESS, from, now.minus(Duration.ofDays(1)));
    try {
      Path directory = Guardian.ofThisJvm().newDirectory();
      return new TestCertificates(
          certificate(directory, "authority", trusted.certificate(from, to)),
          pem(directory, "server-key", "PRIVATE KEY", server.getPrivate().getEncoded()),
          certificate(
              directory,
              "valid",
              trusted.issue(server.getPublic(), "localhost", ADDRESS, from, to)),
          certificate(directory, "expired", expired),
          certificate(
              directory,
              "untrusted",
              stranger.issue(server.getPublic(), "localhost", ADDRESS, from, to)),
          certificate(
              directory,
              "other-host",
              trusted.issue(server.getPublic(), "other.example", new byte[0], from, to)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path certificate(Path directory, String name, byte[] der) throws IOException {
    return pem(directory, name, "CERTIFICATE", der);
  }

  private static Path pem(Path directory, String name, String type, byte[] der) throws IOException {
    String text = "-----BEGIN " + type + "-----\n" + BASE64.encodeToString(der) + "\n-----END "
        + type + "-----\n";
    return Files.writeString(directory.resolve(name + ".pem"), text, US_ASCII);
  }

  /**
   * A key store (PKCS #12, no password) that holds the authority only, for use as a client's trust
   * store.
   */
  public KeyStore trustStore() {
    try (InputStream in = Files.newInputStream(authority)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry(
          "authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot read " + authority, e);
    }
  }

  /** The TLS context of a client that trusts the authority and nobody else. */
  public SSLContext clientContext() {
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trustStore());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot trust " + authority, e);
    }
  }
}
