// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;

/**
 * A certificate authority that exists for one test: signs X.509 v3 certificates (RFC 5280) with
 * ECDSA on P-256.
 */
final class Authority {
  private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.oid(1, 2, 840, 10045, 4, 3, 2));
  private static final byte[] SUBJECT_ALTERNATIVE_NAME = Der.oid(2, 5, 29, 17);
  private static final byte[] BASIC_CONSTRAINTS = Der.oid(2, 5, 29, 19);
  private static final int DNS_NAME = 0x82;
  private static final int IP_ADDRESS = 0x87;

  private final String name;
  private final KeyPair keys = newKeyPair();

  Authority(String name) {
    this.name = name;
  }

  static KeyPair newKeyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has P-256", e);
    }
  }

  /** This authority's own certificate, which clients trust. */
  byte[] certificate(Instant from, Instant to) {
    byte[] isAuthority =
        Der.sequence(BASIC_CONSTRAINTS, Der.truth(), Der.octets(Der.sequence(Der.truth())));
    return sign(name, keys.getPublic(), validity(from, to), isAuthority);
  }

  /** A server's certificate for a host name and, if {@code address} is not empty, an IP address. */
  byte[] issue(PublicKey key, String host, byte[] address, Instant from, Instant to) {
    byte[] dnsName = Der.tagged(DNS_NAME, host.getBytes(US_ASCII));
    byte[] names = address.length == 0
        ? Der.sequence(dnsName)
        : Der.sequence(dnsName, Der.tagged(IP_ADDRESS, address));
    byte[] alternatives = Der.sequence(SUBJECT_ALTERNATIVE_NAME, Der.octets(names));
    return sign(host, key, validity(from, to), alternatives);
  }

  private byte[] sign(String subject, PublicKey key, byte[] validity, byte[] extension) {
    byte[] version3 = Der.tagged(0xa0, Der.integer(BigInteger.TWO));
    byte[] serial = Der.integer(new BigInteger(120, new SecureRandom()).setBit(120));
    byte[] extensions = Der.tagged(0xa3, Der.sequence(extension));
    byte[] unsigned = Der.sequence(
        version3,
        serial,
        ECDSA_WITH_SHA256,
        commonName(name),
        validity,
        commonName(subject),
        key.getEncoded(),
        extensions);
    return Der.sequence(unsigned, ECDSA_WITH_SHA256, Der.bits(signature(unsigned)));
  }

  private byte[] signature(byte[] content) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.getPrivate());
      signature.update(content);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK signs with ECDSA", e);
    }
  }

  private static byte[] validity(Instant from, Instant to) {
    return Der.sequence(Der.time(from), Der.time(to));
  }

  private static byte[] commonName(String name) {
    return Der.sequence(Der.set(Der.sequence(Der.oid(2, 5, 4, 3), Der.utf8(name))));
  }
}
