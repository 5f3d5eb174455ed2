// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The secrets that values are encrypted with: AES-256 keys of 32 bytes, each under a number that
 * encrypted values carry. One of them encrypts, all of them decrypt. Immutable; its text form shows
 * the numbers only.
 */
public final class KeyRing {
  private static final int SECRET_BYTES = 32;

  private final SortedMap<Integer, SecretKey> secrets;
  private final int writer;

  private KeyRing(Builder builder, int writer) {
    this.secrets = Collections.unmodifiableSortedMap(new TreeMap<>(builder.secrets));
    this.writer = writer;
  }

  /** A ring of one secret. */
  public static KeyRing of(int id, byte[] secret) {
    return builder().secret(id, secret).build();
  }

  /** Starts a ring. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Reads a ring from a text such as {@code 2:BASE64 1:BASE64}, with blanks or line breaks between
   * the secrets, the one that encrypts first.
   *
   * @throws IllegalArgumentException if it is something else; the message repeats none of it
   */
  public static KeyRing parse(String text) {
    Builder builder = builder();
    for (String part : text.strip().split("\\s+", -1)) {
      int colon = part.indexOf(':');
      int id = colon < 1 ? -1 : number(part.substring(0, colon));
      builder.secret(id, bytes(part.substring(colon + 1)));
      if (builder.writer == null) {
        builder.writeWith(id);
      }
    }
    return builder.build();
  }

  private static int number(String text) {
    if (!text.matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException("a secret is written NUMBER:BASE64");
    }
    return Integer.parseInt(text);
  }

  private static byte[] bytes(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      // Its message, and so it as a cause, would repeat a part of the secret.
      throw new IllegalArgumentException("a secret is not in Base64");
    }
  }

  /** The number of the secret that encrypts. */
  int writer() {
    return writer;
  }

  /** The secret with a number, or null. */
  @Nullable SecretKey secret(int id) {
    return secrets.get(id);
  }

  @Override
  public String toString() {
    return "KeyRing" + secrets.keySet() + ", writes with " + writer;
  }

  /** The secrets of a ring. Not thread-safe. */
  public static final class Builder {
    private final Map<Integer, SecretKey> secrets = new TreeMap<>();
    private @Nullable Integer writer;

    private Builder() {}

    /**
     * Adds a secret.
     *
     * @param id its number, 0 or more, never used for another secret before
     * @param secret 32 random bytes, which are copied
     */
    public Builder secret(int id, byte[] secret) {
      if (id < 0) {
        throw new IllegalArgumentException("a secret needs a number from 0 on: " + id);
      }
      if (secret.length != SECRET_BYTES) {
        throw new IllegalArgumentException(
            "secret " + id + " must have 32 bytes, but has " + secret.length);
      }
      if (secrets.putIfAbsent(id, new SecretKeySpec(secret, "AES")) != null) {
        throw new IllegalArgumentException("there are two secrets with number " + id);
      }
      return this;
    }

    /** Which secret encrypts; the one with the highest number by default. */
    public Builder writeWith(int id) {
      writer = id;
      return this;
    }

    /**
     * The ring.
     *
     * @throws IllegalArgumentException if it is empty, or does not hold the secret to write with
     */
    public KeyRing build() {
      if (secrets.isEmpty()) {
        throw new IllegalArgumentException("a key ring needs a secret");
      }
      int id = writer == null ? Collections.max(secrets.keySet()) : writer;
      if (!secrets.containsKey(id)) {
        throw new IllegalArgumentException("the ring holds no secret " + id + " to write with");
      }
      return new KeyRing(this, id);
    }
  }
}
