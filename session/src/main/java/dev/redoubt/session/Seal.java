// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals values with AES-256-GCM, bound to namespace, session and attribute: whoever can write to
 * Redis can neither read, change nor move them, only take them away. Layout: length of the key's
 * id, id, 12 random bytes, ciphertext with tag. Thread-safe.
 */
final class Seal {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final KeyRing.Purpose keys;
  private final String namespace;
  private final SecureRandom random = new SecureRandom();

  Seal(KeyRing ring, String namespace) {
    this.keys = ring.purpose("redoubt session seal");
    this.namespace = namespace;
  }

  /** How many bytes it adds to a value. */
  int overhead() {
    return 1 + keys.newest().length() + NONCE_BYTES + TAG_BITS / Byte.SIZE;
  }

  byte[] close(String selector, String name, byte[] plain) {
    byte[] id = keys.newest().getBytes(US_ASCII);
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, key(keys.newest()), nonce, selector, name).doFinal(plain);
      return ByteBuffer.allocate(1 + id.length + nonce.length + sealed.length)
          .put((byte) id.length)
          .put(id)
          .put(nonce)
          .put(sealed)
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256-GCM is not available", e);
    }
  }

  byte[] open(String selector, String name, byte[] sealed) throws IOException {
    int idLength = sealed.length == 0 ? 0 : sealed[0];
    int start = 1 + idLength;
    if (idLength < 1 || sealed.length < start + NONCE_BYTES + TAG_BITS / Byte.SIZE) {
      throw new IOException("not sealed");
    }
    byte[] nonce = new byte[NONCE_BYTES];
    ByteBuffer.wrap(sealed).get(start, nonce);
    int from = start + NONCE_BYTES;
    try {
      byte[] key = key(new String(sealed, 1, idLength, US_ASCII));
      return cipher(Cipher.DECRYPT_MODE, key, nonce, selector, name)
          .doFinal(sealed, from, sealed.length - from);
    } catch (GeneralSecurityException e) {
      throw new IOException("the seal is broken, or belongs elsewhere");
    }
  }

  private byte[] key(String id) throws GeneralSecurityException {
    byte @Nullable [] key = keys.bytes(id);
    if (key == null) {
      throw new GeneralSecurityException("unknown key");
    }
    return key;
  }

  private Cipher cipher(int mode, byte[] key, byte[] nonce, String selector, String name)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    // No part can hold a bar but the last.
    cipher.updateAAD((namespace + "|" + selector + "|" + name).getBytes(UTF_8));
    return cipher;
  }
}
