// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes and checks tokens: {@code v1.<key id>.<selector>.<verifier>.<tag>}, the selector of 16, the
 * verifier of 32 random bytes, the tag the first 16 bytes of an HMAC-SHA256 over what stands before
 * it and the namespace, all in base64url without padding. Whatever is not exactly that is rejected
 * before Redis is asked. Thread-safe.
 *
 * <p>Selector and verifier are separate so that the look-up, whose time depends on what is looked
 * up, never handles the secret; see Paragon Initiative's "split tokens".
 */
final class Tokens {
  private static final Pattern FORM = Pattern.compile(
      "(v1\\.([A-Za-z0-9]{1,8})\\.([A-Za-z0-9_-]{22})\\.([A-Za-z0-9_-]{43}))\\.([A-Za-z0-9_-]{22})");
  private static final int LONGEST = 110;
  private static final int SELECTOR_BYTES = 16;
  private static final int VERIFIER_BYTES = 32;
  private static final int TAG_BYTES = 16;

  private final KeyRing.Purpose keys;
  private final byte[] context;
  private final SecureRandom random = new SecureRandom();

  Tokens(KeyRing ring, String namespace) {
    this.keys = ring.purpose("redoubt session token");
    this.context = (namespace + "|").getBytes(US_ASCII);
  }

  /** A token for a session that does not exist yet. */
  Token issue() {
    return issue(text(randomBytes(SELECTOR_BYTES)));
  }

  /** A new token for a session. */
  Token issue(String selector) {
    byte[] verifier = randomBytes(VERIFIER_BYTES);
    return signed(selector, verifier);
  }

  /** The token with the same verifier, signed by the newest key. */
  Token reissue(Token old) {
    return signed(old.selector(), verifier(old.text()));
  }

  private Token signed(String selector, byte[] verifier) {
    String body = "v1." + keys.newest() + "." + selector + "." + text(verifier);
    byte[] tag = Objects.requireNonNull(tag(keys.newest(), body));
    return new Token(body + "." + text(tag), selector, Token.sha256(verifier), true);
  }

  /**
   * The token that a text is, or null.
   *
   * @param problem hears why it is none
   */
  @Nullable Token parse(String text, Consumer<TokenProblem> problem) {
    Matcher form = FORM.matcher(text);
    if (text.length() > LONGEST || !form.matches()) {
      problem.accept(TokenProblem.MALFORMED);
      return null;
    }
    String key = form.group(2);
    byte[] expected = tag(key, form.group(1));
    if (expected == null) {
      problem.accept(TokenProblem.UNKNOWN_KEY);
      return null;
    }
    // The texts are compared, not the bytes: base64 has spare bits, and a token only one spelling.
    byte[] given = form.group(5).getBytes(US_ASCII);
    if (!MessageDigest.isEqual(text(expected).getBytes(US_ASCII), given)) {
      problem.accept(TokenProblem.FORGED);
      return null;
    }
    byte[] digest = Token.sha256(verifier(text));
    return new Token(text, form.group(3), digest, key.equals(keys.newest()));
  }

  private static byte[] verifier(String text) {
    int end = text.lastIndexOf('.');
    return Base64.getUrlDecoder().decode(text.substring(text.lastIndexOf('.', end - 1) + 1, end));
  }

  private byte @Nullable [] tag(String key, String body) {
    byte[] text = body.getBytes(US_ASCII);
    byte[] signed = Arrays.copyOf(context, context.length + text.length);
    System.arraycopy(text, 0, signed, context.length, text.length);
    byte[] tag = keys.sign(key, signed);
    return tag == null ? null : Arrays.copyOf(tag, TAG_BYTES);
  }

  private byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
