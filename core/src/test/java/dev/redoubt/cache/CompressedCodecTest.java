// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CompressedCodecTest {
  private static final int LIMIT = 100_000;
  private static final EntryContext ENTRY = new EntryContext("cities:paris".getBytes(UTF_8), LIMIT);
  private static final String TEXT = "all work and no play ".repeat(1000);

  enum Algorithm {
    DEFLATE,
    ZSTD;

    <V> Codec<V> over(Codec<V> inner) {
      return inner.compressed(this == ZSTD ? Compression.zstd() : Compression.deflate());
    }

    Codec<String> codec() {
      return over(Codec.strings());
    }
  }

  @ParameterizedTest
  @EnumSource
  void largeText_becomesSmallerAndComesBack(Algorithm algorithm) {
    byte[] packed = algorithm.codec().encode(TEXT, ENTRY);

    assertThat(packed).hasSizeLessThan(TEXT.length() / 20);
    assertThat(decode(algorithm.codec(), packed)).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @EnumSource
  void textUpToTheThreshold_staysAsItIs(Algorithm algorithm) {
    String text = "a".repeat(2048);

    byte[] packed = algorithm.codec().encode(text, ENTRY);

    assertThat(packed).hasSize(2049);
    assertThat(decode(algorithm.codec(), packed)).isEqualTo(text);
    assertThat(algorithm.codec().encode(text + "a", ENTRY)).hasSizeLessThan(100);
  }

  @ParameterizedTest
  @EnumSource
  void noise_staysAsItIs(Algorithm algorithm) {
    byte[] noise = new byte[10_000];
    new Random(1).nextBytes(noise);
    Codec<byte[]> codec = algorithm.over(Codec.bytes());

    byte[] packed = codec.encode(noise, ENTRY);

    assertThat(packed).hasSize(noise.length + 1);
    assertThat(decode(codec, packed)).isEqualTo(noise);
  }

  @ParameterizedTest
  @EnumSource
  void valueOverTheLimitBeforeCompression_isRefused(Algorithm algorithm) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> algorithm.codec().encode("a".repeat(LIMIT + 1), ENTRY))
        .withMessageContaining("100001 bytes before compression");
  }

  @ParameterizedTest
  @EnumSource
  void bytesThatPromiseMoreThanTheLimit_areNotBelieved(Algorithm algorithm) {
    EntryContext generous = new EntryContext(ENTRY.key(), Integer.MAX_VALUE);
    byte[] bomb = algorithm.codec().encode("a".repeat(50 << 20), generous);

    assertThat(bomb).hasSizeLessThan(100_000);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> decode(algorithm.codec(), bomb))
        .withMessageContaining("larger than the limit");
  }

  @ParameterizedTest
  @EnumSource
  void bytesThatPromiseTooLittleOrTooMuch_areRefused(Algorithm algorithm) {
    byte[] packed = algorithm.codec().encode(TEXT, ENTRY);

    for (int difference : new int[] {-1, 1}) {
      byte[] lying = packed.clone();
      Entry.INT.set(lying, 1, TEXT.length() + difference);
      assertThatIllegalArgumentException().isThrownBy(() -> decode(algorithm.codec(), lying));
    }
  }

  @ParameterizedTest
  @EnumSource
  void truncatedBytes_areRefused(Algorithm algorithm) {
    byte[] packed = algorithm.codec().encode(TEXT, ENTRY);

    for (int length = 0; length < packed.length; length += 7) {
      byte[] truncated = Arrays.copyOf(packed, length);
      assertThatIllegalArgumentException().isThrownBy(() -> decode(algorithm.codec(), truncated));
    }
  }

  @Test
  void names_tellAlgorithmsApart() {
    assertThat(Algorithm.DEFLATE.codec().id()).isEqualTo("utf-8+deflate");
    assertThat(Algorithm.ZSTD.codec().id()).isEqualTo("utf-8+zstd");
    assertThat(Codec.json(City.class).compressed().schema())
        .isEqualTo(Codec.json(City.class).schema());
  }

  @Test
  void twice_isRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Codec.strings().compressed().compressed())
        .withMessageContaining("utf-8+deflate compresses already");
  }

  @Test
  void badLevelsAndThresholds_areRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Compression.deflate(10));
    assertThatIllegalArgumentException().isThrownBy(() -> Compression.zstd(0));
    assertThatIllegalArgumentException().isThrownBy(() -> Compression.deflate().above(-1));
  }

  private static <V> V decode(Codec<V> codec, byte[] packed) {
    byte[] larger = new byte[packed.length + 20];
    System.arraycopy(packed, 0, larger, 7, packed.length);
    return codec.decode(larger, 7, packed.length, ENTRY);
  }
}
