// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** T1, T3, T6, T7: what a token is, and what is rejected without asking Redis. */
class TokenTest {
  private static final byte[] SECRET = new byte[32];
  private final Tokens tokens = new Tokens(Site.KEYS, "app");
  private final List<TokenProblem> problems = new ArrayList<>();

  @Test
  void t1_tokens_areUniqueAndEvenlyRandom() {
    look(20_000);
  }

  @Tag("thorough")
  @Test
  void t1_aMillionTokens_areUniqueAndEvenlyRandom() {
    look(1_000_000);
  }

  private void look(int count) {
    Set<String> selectors = new HashSet<>();
    Set<String> verifiers = new HashSet<>();
    int[] ones = new int[48 * 8];
    for (int i = 0; i < count; i++) {
      Token token = tokens.issue();
      String verifier = Raw.verifier(token.text());
      selectors.add(token.selector());
      verifiers.add(verifier);
      countOnes(Base64.getUrlDecoder().decode(token.selector()), ones, 0);
      countOnes(Base64.getUrlDecoder().decode(verifier), ones, 128);
    }
    assertThat(selectors).hasSize(count);
    assertThat(verifiers).hasSize(count);
    double tolerance = 6 * Math.sqrt(count) / 2; // Six standard deviations of a fair coin.
    for (int each : ones) {
      assertThat(Math.abs(each - count / 2.0)).isLessThan(tolerance);
    }
  }

  private static void countOnes(byte[] bytes, int[] ones, int from) {
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      ones[from + bit] += (bytes[bit / 8] >> (bit % 8)) & 1;
    }
  }

  @Test
  void t1_tokens_comeFromSecureRandomOnly() {
    JavaClasses path =
        new ClassFileImporter().importClasses(Tokens.class, Token.class, Sessions.class);
    for (JavaClass each : path) {
      assertThat(each.getDirectDependenciesFromSelf())
          .noneMatch(use -> use.getTargetClass().isEquivalentTo(Random.class)
              || use.getTargetClass().isEquivalentTo(UUID.class));
    }
  }

  @Test
  void t3_whatIsNoToken_isMalformed() {
    String good = tokens.issue().text();
    List<String> junk = List.of(
        "",
        ".",
        "null",
        "v1",
        "v2" + good.substring(2),
        good + ".",
        good + "A",
        good.substring(1),
        good.substring(0, good.length() - 1),
        good.replace('.', '-'),
        good + "\r\nSet-Cookie: x",
        " " + good,
        good.replaceFirst("k1", "k1k1k1k1k"),
        good.replaceFirst("k1", ""),
        "v1.k1." + "A".repeat(1_000_000));
    for (String each : junk) {
      assertThat(tokens.parse(each, problems::add)).isNull();
    }
    assertThat(problems).hasSize(junk.size()).containsOnly(TokenProblem.MALFORMED);
  }

  @Test
  void t3_aTokenWithAnyCharacterChanged_isRejected() {
    String good = tokens.issue().text();
    for (int i = 0; i < good.length(); i++) {
      for (char other : new char[] {'A', 'B', 'a', '0', '_'}) {
        if (good.charAt(i) != other) {
          String bad = good.substring(0, i) + other + good.substring(i + 1);
          assertThat(tokens.parse(bad, problems::add)).as("at %d: %s", i, other).isNull();
        }
      }
    }
    assertThat(problems).contains(TokenProblem.FORGED, TokenProblem.UNKNOWN_KEY);
  }

  @Test
  void t3_aTokenOfAnotherNamespaceOrSecret_isForged() {
    String foreign = new Tokens(Site.KEYS, "other").issue().text();
    byte[] secret = SECRET.clone();
    secret[31] = 1;
    String forged = new Tokens(KeyRing.of("k1", secret), "app").issue().text();
    assertThat(tokens.parse(foreign, problems::add)).isNull();
    assertThat(tokens.parse(forged, problems::add)).isNull();
    assertThat(problems).containsExactly(TokenProblem.FORGED, TokenProblem.FORGED);
  }

  @Test
  void t6_secrets_areComparedInConstantTime() {
    JavaClass type = new ClassFileImporter().importClass(Tokens.class);
    assertThat(type.getMethodCallsFromSelf())
        .anyMatch(call -> call.getTargetOwner().isEquivalentTo(MessageDigest.class)
            && call.getName().equals("isEqual"))
        .noneMatch(call -> call.getTargetOwner().getName().equals("java.util.Arrays")
            && call.getName().equals("equals"));
    // What Redis compares is a hash of 256 random bits, in Lua, which compares texts by address.
  }

  @Test
  void t7_aRing_signsWithTheNewestAndAcceptsAll() {
    byte[] secret = SECRET.clone();
    secret[0] = 1;
    String old = tokens.issue().text();
    Tokens both = new Tokens(KeyRing.of("k2", secret).and("k1", SECRET), "app");
    Token accepted = Objects.requireNonNull(both.parse(old, problems::add));
    assertThat(accepted.isCurrent()).isFalse();

    Token renewed = both.reissue(accepted);
    assertThat(renewed.text()).startsWith("v1.k2.").isNotEqualTo(old);
    assertThat(renewed.digest()).isEqualTo(accepted.digest());
    assertThat(renewed.handle()).isEqualTo(accepted.handle());
    Tokens afterwards = new Tokens(KeyRing.of("k2", secret), "app");
    assertThat(afterwards.parse(old, problems::add)).isNull();
    assertThat(problems).containsExactly(TokenProblem.UNKNOWN_KEY);
    assertThat(afterwards.parse(renewed.text(), problems::add)).isNotNull();
  }

  @Test
  void t7_badKeys_areRefusedWithoutShowingThem() {
    assertThatThrownBy(() -> KeyRing.of("k1", new byte[31]))
        .hasMessageContaining("32 bytes, not 31");
    assertThatThrownBy(() -> KeyRing.of("k 1", SECRET)).hasMessageContaining("letters and digits");
    assertThatThrownBy(() -> KeyRing.of("k1", "geheim!!"))
        .hasMessageContaining("not base64")
        .hasNoCause()
        .message()
        .doesNotContain("geheim");
    assertThatThrownBy(() -> KeyRing.of("k1", SECRET).and("k1", SECRET))
        .hasMessageContaining("already");
    String text = Base64.getEncoder().encodeToString(SECRET);
    assertThat(KeyRing.of("k1", text).and("k0", text)).hasToString("KeyRing[k1, k0]");
  }

  @Test
  void d6_aToken_isNotShownByToString() {
    Token token = tokens.issue();
    String verifier = Raw.verifier(token.text());
    assertThat(token.toString()).isEqualTo(token.handle()).doesNotContain(verifier);
    assertThat(token.handle()).startsWith(token.selector() + "-").hasSize(35);
    assertThat(token.text().getBytes(US_ASCII)).hasSizeLessThan(110);
  }
}
