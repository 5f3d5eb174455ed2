// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static dev.redoubt.cache.Entry.INT;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.function.Supplier;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Another codec's bytes, encrypted by AES-256-GCM.
 *
 * <pre>
 *  0  1  format, 1
 *  1  4  number of the secret
 *  5 12  nonce, random
 * 17  …  ciphertext, then 16 bytes of tag
 * </pre>
 *
 * <p>The tag also covers the 17 bytes before, the inner codec and its schema, and the entry's key.
 * So a value counts for nothing under another key, in another cache, or as another type. It does
 * not show that a value is the newest one of its key: who can write to Redis can bring back an
 * older one.
 *
 * <p>With random nonces of 96 bits one secret may encrypt 2³² values (NIST SP 800-38D, 8.3).
 *
 * @see <a href="https://doi.org/10.6028/NIST.SP.800-38D">NIST SP 800-38D: Galois/Counter Mode</a>
 */
final class EncryptedCodec<V> implements Codec<V> {
  private static final String ALGORITHM = "AES/GCM/NoPadding";
  private static final byte FORMAT = 1;
  private static final int ID = 1;
  private static final int NONCE = 5;
  private static final int NONCE_BYTES = 12;
  private static final int HEADER = NONCE + NONCE_BYTES;
  private static final int TAG_BYTES = 16;

  private final Codec<V> inner;
  private final Supplier<KeyRing> keys;
  private final SecureRandom random;
  private final byte[] type;

  private EncryptedCodec(Codec<V> inner, Supplier<KeyRing> keys, SecureRandom random) {
    this.inner = inner;
    this.keys = keys;
    this.random = random;
    byte[] id = inner.id().getBytes(UTF_8);
    this.type = ByteBuffer.allocate(Integer.BYTES + id.length + Long.BYTES)
        .putInt(id.length)
        .put(id)
        .putLong(inner.schema())
        .array();
  }

  static <V> EncryptedCodec<V> of(Codec<V> inner, Supplier<KeyRing> keys) {
    return new EncryptedCodec<>(inner, keys, new SecureRandom());
  }

  @Override
  public String id() {
    return inner.id() + "+aes-gcm";
  }

  @Override
  public long schema() {
    return inner.schema();
  }

  @Override
  public byte[] encode(V value, EntryContext entry) {
    byte[] plain = inner.encode(value, entry);
    KeyRing ring = keys.get();
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] sealed = new byte[HEADER + plain.length + TAG_BYTES];
    sealed[0] = FORMAT;
    INT.set(sealed, ID, ring.writer());
    System.arraycopy(nonce, 0, sealed, NONCE, NONCE_BYTES);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, secret(ring, ring.writer()), sealed, 0, entry);
      cipher.doFinal(plain, 0, plain.length, sealed, HEADER);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256-GCM failed", e);
    }
  }

  @Override
  public V decode(byte[] bytes, int offset, int length, EntryContext entry) {
    if (length < HEADER + TAG_BYTES || bytes[offset] != FORMAT) {
      throw new UnreadableException(Undecodable.SEAL);
    }
    SecretKey secret = secret(keys.get(), (int) INT.get(bytes, offset + ID));
    byte[] plain = open(secret, bytes, offset, length, entry);
    return inner.decode(plain, 0, plain.length, entry);
  }

  private byte[] open(SecretKey secret, byte[] bytes, int offset, int length, EntryContext entry) {
    try {
      return cipher(Cipher.DECRYPT_MODE, secret, bytes, offset, entry)
          .doFinal(bytes, offset + HEADER, length - HEADER);
    } catch (AEADBadTagException e) {
      throw new UnreadableException(Undecodable.SEAL);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256-GCM failed", e);
    }
  }

  private Cipher cipher(int mode, SecretKey secret, byte[] sealed, int offset, EntryContext entry)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(ALGORITHM);
    int tagBits = TAG_BYTES * Byte.SIZE;
    cipher.init(mode, secret, new GCMParameterSpec(tagBits, sealed, offset + NONCE, NONCE_BYTES));
    cipher.updateAAD(sealed, offset, HEADER);
    cipher.updateAAD(type);
    cipher.updateAAD(entry.key());
    return cipher;
  }

  private static SecretKey secret(KeyRing ring, int id) {
    SecretKey secret = ring.secret(id);
    if (secret == null) {
      throw new UnreadableException(Undecodable.SECRET);
    }
    return secret;
  }

  @Override
  public Codec<V> compressed(Compression compression) {
    throw new IllegalStateException(
        "encrypted bytes do not get smaller: write compressed().encrypted(…)");
  }

  @Override
  public Codec<V> encrypted(Supplier<KeyRing> again) {
    throw new IllegalStateException("codec " + id() + " encrypts already");
  }

  @Override
  public String toString() {
    return id();
  }
}
