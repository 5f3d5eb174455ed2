// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.redoubt.FailureContext;
import dev.redoubt.ValidationException;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns a cache's keys into keys of Redis: {@code prefix:cache:key}.
 *
 * <p>Redis Cluster hashes only what stands between the first <code>{</code> and the next <code>}
 * </code>, if anything does. So that a key with braces does not choose its slot by accident, it is
 * written behind an empty pair, <code>prefix:cache:{}key</code>, which makes Redis hash the whole
 * key. A cache with hash tags leaves braces to the user. Two keys never become one: only keys with
 * a brace get the pair.
 *
 * @param <K> the type of the user's keys
 * @see <a
 *     href="https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags">Redis
 *     cluster specification: hash tags</a>
 */
final class Keys<K> {
  private final String cache;
  private final Function<? super K, String> texts;
  private final int maxBytes;
  private final boolean hashTags;
  private final Prefix plain;
  private final Prefix neutral;

  Keys(CacheConfig<K, ?> config) {
    this.cache = config.name();
    this.texts = config.keyText();
    this.maxBytes = config.maxKeyBytes();
    this.hashTags = config.hashTags();
    String start = config.prefix() + ":" + config.name() + ":";
    this.plain = Prefix.of(start);
    this.neutral = Prefix.of(start + "{}");
  }

  /**
   * The key, ready for the wire.
   *
   * @param operation what the key is for, for the message
   * @throws ValidationException if it is empty, too long, or holds control characters or half a
   *     surrogate pair
   */
  Key<K> of(String operation, K given) {
    return of(operation, given, texts.apply(Objects.requireNonNull(given, "key")));
  }

  /** As {@link #of}, for a key that is known by its text only. */
  Key<String> ofText(String operation, String text) {
    return of(operation, text, text);
  }

  private <T> Key<T> of(String operation, T given, String text) {
    String problem = problem(text);
    if (problem != null) {
      throw refused(operation, problem, null);
    }
    try {
      byte[] encoded = Utf8.encode(text);
      if (encoded.length > maxBytes) {
        throw refused(operation, tooLong(encoded.length), null);
      }
      Prefix prefix = hashTags || text.indexOf('{') < 0 ? plain : neutral;
      byte[] wire = prefix.before(encoded);
      return new Key<>(given, text, wire, prefix.fingerprint(wire));
    } catch (CharacterCodingException e) {
      throw refused(operation, "a key must not hold half a surrogate pair", e);
    }
  }

  /** The keys, ready for the wire, each once, in the order of their first occurrence. */
  List<Key<K>> ofAll(String operation, Collection<? extends K> given) {
    Map<String, Key<K>> keys = new LinkedHashMap<>(given.size() * 2);
    for (K each : given) {
      Key<K> key = of(operation, each);
      keys.putIfAbsent(key.text(), key);
    }
    return List.copyOf(keys.values());
  }

  private static @Nullable String problem(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return "a key must not be empty";
    }
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        return "a key must not hold control characters";
      }
    }
    return null;
  }

  private String tooLong(int length) {
    return "a key of " + length + " bytes is longer than the limit of " + maxBytes;
  }

  private ValidationException refused(String operation, String problem, @Nullable Exception cause) {
    return new ValidationException(problem, FailureContext.of(operation, cache), cause);
  }

  /** The bytes before a user's key, and their fingerprint, which that of the whole key extends. */
  private static final class Prefix {
    private final byte[] bytes;
    private final long fingerprint;

    private Prefix(byte[] bytes) {
      this.bytes = bytes;
      this.fingerprint = Fingerprint.of(bytes);
    }

    static Prefix of(String text) {
      return new Prefix(text.getBytes(US_ASCII));
    }

    byte[] before(byte[] key) {
      byte[] wire = Arrays.copyOf(bytes, bytes.length + key.length);
      System.arraycopy(key, 0, wire, bytes.length, key.length);
      return wire;
    }

    long fingerprint(byte[] wire) {
      return Fingerprint.extend(fingerprint, wire, bytes.length);
    }
  }
}
