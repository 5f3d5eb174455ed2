// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CacheConfigTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void build_withoutTtl_isRefused() {
    assertRefused(() -> options().build(), "cache cities needs a ttl");
  }

  @Test
  void build_ttlOnly_hasTheDefaults() {
    CacheConfig<String, String> config = options().ttl(Duration.ofHours(1)).build();

    assertThat(config.prefix()).isEqualTo("redoubt");
    assertThat(config.freshness().jitter()).isEqualTo(0.05);
    assertThat(config.loading().lease()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.maxKeyBytes()).isEqualTo(512);
    assertThat(config.maxValueBytes()).isEqualTo(8 * 1024 * 1024);
    assertThat(config.hashTags()).isFalse();
    assertThat(config.listener()).isSameAs(CacheListener.NONE);
  }

  @Test
  void build_codec_followsTheType() {
    assertThat(codec(ValueType.of(String.class))).isEqualTo("utf-8");
    assertThat(codec(ValueType.of(byte[].class))).isEqualTo("bytes");
    assertThat(codec(ValueType.of(Integer.class))).isEqualTo("json");
    assertThat(codec(new ValueType<List<String>>() {})).isEqualTo("json");
  }

  @Test
  void ttl_outOfRange_isRefusedWithTheValue() {
    assertRefused(() -> options().ttl(Duration.ZERO), "1 ms to 3650 days: PT0S");
    assertRefused(() -> options().ttl(Duration.ofMillis(-1)), "PT-0.001S");
    assertRefused(() -> options().ttl(Duration.ofDays(3651)), "PT87624H");
    assertRefused(() -> options().ttl(Duration.ofSeconds(Long.MAX_VALUE)), "ttl must be");
  }

  @Test
  void jitter_outOfRange_isRefusedWithTheValue() {
    assertRefused(() -> options().jitter(-0.1), "-0.1");
    assertRefused(() -> options().jitter(0.6), "0.6");
    assertRefused(() -> options().jitter(Double.NaN), "NaN");
  }

  @Test
  void lease_outOfRange_isRefusedWithTheValue() {
    assertRefused(() -> options().lease(Duration.ZERO), "1 ms to 1 hour: PT0S");
    assertRefused(() -> options().lease(Duration.ofHours(2)), "PT2H");
  }

  @Test
  void sizes_outOfRange_areRefusedWithTheValue() {
    assertRefused(() -> options().maxKeyBytes(0), "maxKeyBytes must be 1 to 65536: 0");
    assertRefused(() -> options().maxValueBytes(-1), "maxValueBytes must be 1 to 268435456: -1");
  }

  @Test
  void names_ofTheKeysOfSessions_areRefused() {
    for (String name : List.of("s", "u", "x")) {
      assertRefused(
          () -> CacheConfig.builder(name, ValueType.of(String.class)), "the name of a cache");
    }
  }

  @Test
  void names_thatWouldConfuseKeys_areRefused() {
    for (String name : List.of("", "a:b", "a{b}", "a b", "ü", "x".repeat(65))) {
      assertRefused(
          () -> CacheConfig.builder(name, ValueType.of(String.class)), "the name of a cache");
      assertRefused(() -> options().prefix(name), "a prefix");
    }
  }

  @Test
  void build_staleOptionsWithoutStaleFor_areRefused() {
    assertRefused(
        () -> hourly().softTimeout(Duration.ofMillis(50)).build(), "softTimeout needs staleFor");
    assertRefused(
        () -> hourly().staleOnError(failure -> true).build(), "staleOnError needs staleFor");
    assertThat(hourly().staleFor(HOUR).staleOnError(failure -> true).build()).isNotNull();
  }

  @Test
  void build_timeoutsBeyondTheLease_areRefusedWithBothValues() {
    Duration lease = Duration.ofSeconds(1);
    Duration longer = Duration.ofSeconds(2);
    assertRefused(
        () -> hourly().lease(lease).hardTimeout(longer).build(),
        "hardTimeout (PT2S) must not be longer than the lease (PT1S)");
    assertRefused(
        () -> hourly().staleFor(HOUR).lease(lease).softTimeout(longer).build(),
        "softTimeout (PT2S) must not be longer than the lease (PT1S)");
    assertThat(hourly()
            .staleFor(HOUR)
            .lease(lease)
            .softTimeout(lease)
            .hardTimeout(lease)
            .build())
        .isNotNull();
  }

  @Test
  void build_softTimeoutBeyondTheHardOne_isRefusedWithBothValues() {
    assertRefused(
        () -> hourly()
            .staleFor(HOUR)
            .softTimeout(Duration.ofSeconds(2))
            .hardTimeout(Duration.ofSeconds(1))
            .build(),
        "softTimeout (PT2S) must not be longer than hardTimeout (PT1S)");
  }

  private static CacheConfigBuilder<String, String> hourly() {
    return options().ttl(HOUR);
  }

  private static String codec(ValueType<?> type) {
    return CacheConfig.builder("cities", type)
        .ttl(Duration.ofHours(1))
        .build()
        .codec()
        .id();
  }

  private static CacheConfigBuilder<String, String> options() {
    return CacheConfig.builder("cities", ValueType.of(String.class));
  }

  private static void assertRefused(ThrowingCallable call, String problem) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining(problem);
  }
}
