// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.util.function.Supplier;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * How values become bytes and again values. Implementations must be thread-safe. What they throw
 * makes a put fail with a {@link dev.redoubt.SerializationException}, and a read miss.
 *
 * @param <V> the type of the values
 */
public interface Codec<V> {
  /**
   * The codec's name, such as {@code json}. Entries carry it: one that was written under another
   * name is a miss.
   */
  String id();

  /**
   * A number that differs when the shape of the values differs, so that a program with a changed
   * class does not read what an older one wrote. 0, the default, for values whose shape never
   * changes.
   */
  default long schema() {
    return 0;
  }

  /** The value of an entry as bytes. */
  byte[] encode(V value, EntryContext entry);

  /**
   * The value that {@code length} bytes from {@code offset} stand for. The array is not changed.
   */
  V decode(byte[] bytes, int offset, int length, EntryContext entry);

  /**
   * This codec, with values of more than 2 KiB compressed by the JDK's deflate; see
   * {@link #compressed(Compression)}.
   */
  default Codec<V> compressed() {
    return compressed(Compression.deflate());
  }

  /**
   * This codec, with large values compressed where that makes them smaller. A value must not be
   * larger than the cache's {@code maxValueBytes} before compression either: a few bytes that would
   * become more when they are read are a miss.
   *
   * @throws IllegalStateException if this codec compresses or encrypts already
   */
  default Codec<V> compressed(Compression compression) {
    return new CompressedCodec<>(this, compression);
  }

  /**
   * This codec, with values encrypted by AES-256-GCM and bound to their entry: what was changed, or
   * copied from another key, is a miss. Compress before: {@code compressed().encrypted(keys)}.
   *
   * @param keys asked at every read and write, so that secrets can change while the program runs
   * @throws IllegalStateException if this codec encrypts already
   */
  default Codec<V> encrypted(Supplier<KeyRing> keys) {
    return EncryptedCodec.of(this, keys);
  }

  /** As the other, with secrets that do not change while the program runs. */
  default Codec<V> encrypted(KeyRing keys) {
    return encrypted(() -> keys);
  }

  /** Bytes as they are. Neither the cache nor the codec copies what is put or loaded. */
  static Codec<byte[]> bytes() {
    return new BytesCodec();
  }

  /** Text as UTF-8. */
  static Codec<String> strings() {
    return new StringCodec();
  }

  /** JSON by Jackson, without polymorphic types. */
  static <V> Codec<V> json(Class<V> type) {
    return json(ValueType.of(type));
  }

  /** JSON by Jackson, without polymorphic types. */
  static <V> Codec<V> json(ValueType<V> type) {
    return json(type, JsonMapper.shared());
  }

  /** JSON by a Jackson mapper of the user's. */
  static <V> Codec<V> json(ValueType<V> type, ObjectMapper mapper) {
    return JsonCodec.of(type, mapper);
  }
}
