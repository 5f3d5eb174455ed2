// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class EncryptedCodecTest {
  private static final EntryContext PARIS = entry("redoubt:cities:paris");
  private static final EntryContext LYON = entry("redoubt:cities:lyon");
  private static final KeyRing OLD = KeyRing.of(1, secret(1));
  private static final KeyRing BOTH =
      KeyRing.builder().secret(1, secret(1)).secret(2, secret(2)).build();
  private static final KeyRing NEW = KeyRing.of(2, secret(2));

  private final Codec<String> codec = Codec.strings().encrypted(BOTH);

  @Test
  void value_comesBackAndCannotBeSeen() {
    byte[] sealed = codec.encode("one of a kind", PARIS);

    assertThat(new String(sealed, UTF_8)).doesNotContain("kind");
    assertThat(open(codec, sealed, PARIS)).isEqualTo("one of a kind");
  }

  @Test
  void sameValue_neverLooksTheSame() {
    Set<String> nonces = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      nonces.add(Arrays.toString(Arrays.copyOfRange(codec.encode("same", PARIS), 5, 17)));
    }
    assertThat(nonces).hasSize(1000);
  }

  @Test
  void valueOfAnotherKey_isNotOpened() {
    byte[] sealed = codec.encode("paris", PARIS);

    assertUnreadable(Undecodable.SEAL, codec, sealed, LYON);
  }

  @Test
  void valueOfAnotherType_isNotOpened() {
    byte[] sealed = Codec.bytes().encrypted(BOTH).encode("paris".getBytes(UTF_8), PARIS);

    assertUnreadable(Undecodable.SEAL, codec, sealed, PARIS);
  }

  @Test
  void everyChangedBit_isNoticed() {
    byte[] sealed = codec.encode("paris", PARIS);

    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] changed = sealed.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatExceptionOfType(UnreadableException.class)
          .isThrownBy(() -> open(codec, changed, PARIS));
    }
  }

  @Test
  void truncatedValue_isNotOpened() {
    byte[] sealed = codec.encode("paris", PARIS);

    for (int length = 0; length < sealed.length; length++) {
      assertUnreadable(Undecodable.SEAL, codec, Arrays.copyOf(sealed, length), PARIS);
    }
  }

  @Test
  void anotherSecretOfTheSameNumber_doesNotOpen() {
    byte[] sealed = Codec.strings().encrypted(KeyRing.of(2, secret(3))).encode("paris", PARIS);

    assertUnreadable(Undecodable.SEAL, codec, sealed, PARIS);
  }

  @Test
  void rotation_newRingOpensOldValuesAndWritesWithTheNewest() {
    byte[] old = Codec.strings().encrypted(OLD).encode("old", PARIS);
    byte[] young = codec.encode("young", PARIS);

    assertThat(open(codec, old, PARIS)).isEqualTo("old");
    assertThat(open(Codec.strings().encrypted(NEW), young, PARIS)).isEqualTo("young");
    assertUnreadable(Undecodable.SECRET, Codec.strings().encrypted(OLD), young, PARIS);
    assertUnreadable(Undecodable.SECRET, Codec.strings().encrypted(NEW), old, PARIS);
  }

  @Test
  void ringThatChanges_isAskedEveryTime() {
    AtomicReference<KeyRing> current = new AtomicReference<>(OLD);
    Codec<String> changing = Codec.strings().encrypted(current::get);
    byte[] old = changing.encode("old", PARIS);

    current.set(BOTH);

    byte[] young = changing.encode("young", PARIS);
    assertThat(open(changing, old, PARIS)).isEqualTo("old");
    assertUnreadable(Undecodable.SECRET, Codec.strings().encrypted(OLD), young, PARIS);
  }

  @Test
  void compressedThenEncrypted_isSmallAndComesBack() {
    Codec<String> both = Codec.strings().compressed().encrypted(BOTH);
    String text = "all work and no play ".repeat(1000);

    byte[] sealed = both.encode(text, PARIS);

    assertThat(both.id()).isEqualTo("utf-8+deflate+aes-gcm");
    assertThat(sealed).hasSizeLessThan(text.length() / 20);
    assertThat(open(both, sealed, PARIS)).isEqualTo(text);
  }

  @Test
  void encryptedThenCompressed_isRefusedWithTheReason() {
    assertThatIllegalStateException()
        .isThrownBy(codec::compressed)
        .withMessageContaining("compressed().encrypted(");
    assertThatIllegalStateException().isThrownBy(() -> codec.encrypted(BOTH));
  }

  @Test
  void texts_showNoSecret() {
    assertThat(codec.toString()).isEqualTo("utf-8+aes-gcm");
    assertThat(BOTH.toString()).isEqualTo("KeyRing[1, 2], writes with 2");
  }

  private static void assertUnreadable(
      Undecodable reason, Codec<?> codec, byte[] sealed, EntryContext entry) {
    assertThatExceptionOfType(UnreadableException.class)
        .isThrownBy(() -> open(codec, sealed, entry))
        .satisfies(failure -> assertThat(failure.reason()).isEqualTo(reason));
  }

  private static <V> V open(Codec<V> codec, byte[] sealed, EntryContext entry) {
    return codec.decode(sealed, 0, sealed.length, entry);
  }

  private static EntryContext entry(String key) {
    return new EntryContext(key.getBytes(UTF_8), 1 << 20);
  }

  private static byte[] secret(int seed) {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) seed);
    return secret;
  }
}
