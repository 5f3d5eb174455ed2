// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;

/** JSON by Jackson. */
record JsonCodec<V>(ObjectReader reader, ObjectWriter writer, long schema) implements Codec<V> {
  static <V> JsonCodec<V> of(ValueType<V> type, ObjectMapper mapper) {
    JavaType javaType = mapper.constructType(type.type());
    long schema = Fingerprint.of(JsonShape.of(javaType, mapper));
    return new JsonCodec<>(mapper.readerFor(javaType), mapper.writerFor(javaType), schema);
  }

  @Override
  public String id() {
    return "json";
  }

  @Override
  public byte[] encode(V value, EntryContext entry) {
    return writer.writeValueAsBytes(value);
  }

  @Override
  public V decode(byte[] bytes, int offset, int length, EntryContext entry) {
    return reader.readValue(bytes, offset, length);
  }
}
