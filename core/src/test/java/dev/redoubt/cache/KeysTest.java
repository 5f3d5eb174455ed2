// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.redoubt.ValidationException;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class KeysTest {
  private final Keys<String> keys = keys(c -> c);

  @Test
  void of_plainKey_isPrefixCacheKey() {
    assertThat(wire(keys, "paris")).isEqualTo("redoubt:cities:paris");
  }

  @Test
  void of_textBeyondAscii_isUtf8() {
    assertThat(wire(keys, "Zürich 🏔")).isEqualTo("redoubt:cities:Zürich 🏔");
  }

  @Test
  void of_ownPrefix_beginsWithIt() {
    assertThat(wire(keys(c -> c.prefix("shop-1")), "paris")).isEqualTo("shop-1:cities:paris");
  }

  @Test
  void of_fingerprint_isThatOfTheWholeKey() {
    Key<String> key = keys.of("get", "paris");

    assertThat(key.fingerprint()).isEqualTo(Fingerprint.of("redoubt:cities:paris"));
  }

  @Test
  void of_otherTypeOfKey_usesItsText() {
    Keys<UUID> uuids = new Keys<>(options().keys(UUID.class, UUID::toString).build());

    assertThat(wire(uuids, new UUID(1, 2)))
        .isEqualTo("redoubt:cities:00000000-0000-0001-0000-000000000002");
  }

  @Test
  void of_keyWithBraces_isHashedAsAWhole() {
    String wire = wire(keys, "{user}:1");

    assertThat(wire).isEqualTo("redoubt:cities:{}{user}:1");
    assertThat(SlotHash.getSlot(wire)).isNotEqualTo(SlotHash.getSlot("user"));
    assertThat(SlotHash.getSlot(wire)).isNotEqualTo(SlotHash.getSlot(wire(keys, "{user}:2")));
  }

  @Test
  void of_keyThatBeginsLikeAnEscapedOne_staysDifferent() {
    assertThat(List.of(wire(keys, "{a}"), wire(keys, "{}{a}"), wire(keys, "{}")))
        .containsExactly("redoubt:cities:{}{a}", "redoubt:cities:{}{}{a}", "redoubt:cities:{}{}");
  }

  @Test
  void of_hashTags_chooseTheSlot() {
    Keys<String> tagged = keys(c -> c.hashTags(true));

    assertThat(wire(tagged, "{user}:1")).isEqualTo("redoubt:cities:{user}:1");
    assertThat(SlotHash.getSlot(wire(tagged, "{user}:1"))).isEqualTo(SlotHash.getSlot("user"));
  }

  @Test
  void of_emptyKey_isRefused() {
    assertRefused("", "must not be empty");
  }

  @Test
  void of_controlCharacter_isRefused() {
    assertRefused("a\nb", "control characters");
    assertRefused("a\u0000b", "control characters");
    assertRefused("a\u0085b", "control characters");
  }

  @Test
  void of_halfASurrogatePair_isRefused() {
    assertRefused("a\ud83db", "half a surrogate pair");
  }

  @Test
  void of_keyOfTheLimit_isAccepted() {
    assertThat(keys.of("get", "ü".repeat(256)).bytes()).hasSize(512 + "redoubt:cities:".length());
  }

  @Test
  void of_keyBeyondTheLimit_isRefusedWithBothNumbers() {
    assertRefused("ü".repeat(256) + "x", "a key of 513 bytes is longer than the limit of 512");
  }

  @Test
  void of_refusedKey_isNotInTheMessage() {
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> keys.of("get", "secret\n"))
        .withMessageContaining("operation=get, cache=cities")
        .withMessageNotContaining("secret");
  }

  @Test
  void ofAll_repeatedKeys_areTakenOnceInOrder() {
    List<Key<String>> all = keys.ofAll("getAll", List.of("b", "a", "b"));

    assertThat(all).extracting(Key::given).containsExactly("b", "a");
  }

  private void assertRefused(String key, String problem) {
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> keys.of("get", key))
        .withMessageContaining(problem);
  }

  private static <K> String wire(Keys<K> keys, K key) {
    return new String(keys.of("get", key).bytes(), UTF_8);
  }

  private static Keys<String> keys(UnaryOperator<CacheConfigBuilder<String, String>> options) {
    return new Keys<>(options.apply(options()).build());
  }

  private static CacheConfigBuilder<String, String> options() {
    return CacheConfig.builder("cities", ValueType.of(String.class)).ttl(Duration.ofHours(1));
  }
}
