// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The secrets by which tokens are signed, principals hidden and attributes sealed: the newest signs
 * and seals, all that are listed are accepted. To change keys, put a new one in front, and take the
 * oldest away once no session can be older (the absolute timeout). Immutable; never shows a secret.
 *
 * <pre>{@code
 * KeyRing ring = KeyRing.of("k2", newSecret).and("k1", oldSecret);
 * }</pre>
 *
 * A secret is never used itself: each purpose has a key of its own, derived by HMAC-SHA256.
 */
public final class KeyRing {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9]{1,8}");
  private static final String ALGORITHM = "HmacSHA256";
  private static final int LEAST_BYTES = 32;

  private final Map<String, byte[]> secrets;
  private final String newest;
  private final boolean lasting;

  private KeyRing(Map<String, byte[]> secrets, String newest, boolean lasting) {
    this.secrets = secrets;
    this.newest = newest;
    this.lasting = lasting;
  }

  /**
   * A ring of one key.
   *
   * @param id what tokens call the key by: 1 to 8 letters and digits, no secret
   * @param secret at least 32 random bytes, in base64 (standard or URL alphabet)
   * @throws IllegalArgumentException if either is refused; the message does not hold the secret
   */
  public static KeyRing of(String id, String secret) {
    return of(id, decoded(id, secret));
  }

  /** As the other, with the secret's bytes. */
  public static KeyRing of(String id, byte[] secret) {
    return new KeyRing(Map.of(), id, true).and(id, secret);
  }

  /**
   * A ring of one random key that dies with this JVM, and all sessions with it: for development
   * only. Other JVMs do not accept its tokens.
   */
  public static KeyRing ephemeral() {
    byte[] secret = new byte[LEAST_BYTES];
    new SecureRandom().nextBytes(secret);
    return new KeyRing(Map.of("dev", secret), "dev", false);
  }

  /** This ring and an older key, which is accepted but signs nothing. */
  public KeyRing and(String id, String secret) {
    return and(id, decoded(id, secret));
  }

  /** As the other, with the secret's bytes. */
  public KeyRing and(String id, byte[] secret) {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("a key's id must be 1 to 8 letters and digits: " + id);
    }
    if (secret.length < LEAST_BYTES) {
      throw new IllegalArgumentException(
          "the secret of key " + id + " must have at least 32 bytes, not " + secret.length);
    }
    if (secrets.containsKey(id)) {
      throw new IllegalArgumentException("there is a key " + id + " already");
    }
    Map<String, byte[]> more = new LinkedHashMap<>(secrets);
    more.put(id, secret.clone());
    return new KeyRing(more, newest, lasting);
  }

  private static byte[] decoded(String id, String secret) {
    try {
      String standard = secret.strip().replace('-', '+').replace('_', '/');
      return Base64.getDecoder().decode(standard);
    } catch (IllegalArgumentException e) {
      // Without the cause: its message quotes the secret.
      throw new IllegalArgumentException("the secret of key " + id + " is not base64");
    }
  }

  /** Whether the keys outlive this JVM. */
  public boolean isLasting() {
    return lasting;
  }

  /** The id of the key that signs. */
  String newest() {
    return newest;
  }

  /** The ids of all keys, the newest first. */
  List<String> ids() {
    return List.copyOf(secrets.keySet());
  }

  /** The keys of one purpose. */
  Purpose purpose(String name) {
    Map<String, SecretKeySpec> derived = new LinkedHashMap<>();
    secrets.forEach((id, secret) -> {
      byte[] key = mac(new SecretKeySpec(secret, ALGORITHM), name.getBytes(UTF_8));
      derived.put(id, new SecretKeySpec(key, ALGORITHM));
    });
    return new Purpose(derived, newest);
  }

  private static byte[] mac(SecretKeySpec key, byte[] text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(text);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new AssertionError("every Java platform has HmacSHA256", e);
    }
  }

  /** Only the ids. */
  @Override
  public String toString() {
    return "KeyRing" + ids();
  }

  /** The ring's keys for one purpose: knowing one tells nothing of the others. */
  static final class Purpose {
    private final Map<String, SecretKeySpec> keys;
    private final String newest;

    private Purpose(Map<String, SecretKeySpec> keys, String newest) {
      this.keys = keys;
      this.newest = newest;
    }

    String newest() {
      return newest;
    }

    /** The HMAC of a text under a key, or null when the ring has no such key. */
    byte @Nullable [] sign(String id, byte[] text) {
      SecretKeySpec key = keys.get(id);
      return key == null ? null : mac(key, text);
    }

    /** The HMACs of a text under all keys, the newest first. */
    List<byte[]> signAll(byte[] text) {
      List<byte[]> all = new ArrayList<>(keys.size());
      all.add(mac(Objects.requireNonNull(keys.get(newest)), text));
      keys.forEach((id, key) -> {
        if (!id.equals(newest)) {
          all.add(mac(key, text));
        }
      });
      return all;
    }

    /** A key's bytes, for a cipher, or null when the ring has no such key. */
    byte @Nullable [] bytes(String id) {
      SecretKeySpec key = keys.get(id);
      return key == null ? null : key.getEncoded();
    }
  }
}
