// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * What a client proves its session with. The selector finds the session and is no secret; the
 * verifier is the secret, and Redis holds only its SHA-256. The verifier has 256 random bits, so
 * that its plain hash cannot be reversed by guessing.
 *
 * @param text what the cookie holds; secret
 * @param selector 22 characters of base64url, part of the session's key in Redis
 * @param digest the SHA-256 of the verifier
 * @param isCurrent whether it was signed by the newest key of the ring
 */
// Compared by nobody.
@SuppressWarnings("ArrayRecordComponent")
record Token(String text, String selector, byte[] digest, boolean isCurrent) {
  private static final int HANDLE_BYTES = 9;

  /** The SHA-256 of the bytes. */
  static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        sha.update(part);
      }
      return sha.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /**
   * The session's public id: the selector, by which operators find the session, and 72 bits of a
   * hash of the digest, so that it changes with each rotation. It proves nothing to anybody.
   */
  String handle() {
    return handle(selector, digest);
  }

  static String handle(String selector, byte[] digest) {
    byte[] hash = sha256(selector.getBytes(StandardCharsets.US_ASCII), digest);
    return selector
        + "-"
        + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, HANDLE_BYTES));
  }

  /** The handle: the text is never shown. */
  @Override
  public String toString() {
    return handle();
  }
}
