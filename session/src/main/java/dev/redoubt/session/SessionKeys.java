// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Base64;
import java.util.zip.CRC32;

/** The names that sessions have in Redis; no part of them comes from users. */
final class SessionKeys {
  static final int BUCKETS = 64;

  private final String namespace;

  SessionKeys(String namespace) {
    this.namespace = namespace;
  }

  byte[] session(String selector) {
    return bytes(":s:" + selector);
  }

  /** The sorted set of deadlines that a session is in; there are {@value #BUCKETS}. */
  byte[] bucketOf(String selector) {
    CRC32 crc = new CRC32();
    crc.update(selector.getBytes(US_ASCII));
    return bucket((int) (crc.getValue() % BUCKETS));
  }

  byte[] bucket(int index) {
    return bytes(":x:" + index);
  }

  /** The sessions of a principal, whose HMAC this is. */
  byte[] principal(byte[] digest) {
    return bytes(":u:" + Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
  }

  private byte[] bytes(String rest) {
    return (namespace + rest).getBytes(US_ASCII);
  }
}
