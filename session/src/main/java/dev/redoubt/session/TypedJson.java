// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON with a type id from a registry in front, never the name of a class: what Redis holds can
 * become only what was registered. Texts, numbers, booleans, bytes, times, UUIDs, and lists, sets
 * and maps (with text keys) of all these and of registered types need no registration.
 *
 * <pre>{@code
 * TypedJson codec = TypedJson.builder().type("cart", Cart.class).type("user@2", User.class).build();
 * }</pre>
 *
 * An id that changed its meaning needs a new one ({@code user@2}); values under the old id are then
 * unreadable unless it stays registered. Collections come back as mutable ones of the JDK.
 * Immutable and thread-safe.
 */
public final class TypedJson implements AttributeCodec {
  private static final byte FORMAT = 1;
  private static final String LIST = "list";
  private static final String SET = "set";
  private static final String MAP = "map";
  private static final String NULL = "null";

  private final JsonMapper mapper;
  private final Map<String, JsonType> byId;
  private final Map<Class<?>, JsonType> byClass = new LinkedHashMap<>();

  private TypedJson(Builder builder) {
    this.mapper = builder.mapper;
    this.byId = Map.copyOf(builder.types);
    builder.types.values().forEach(type -> byClass.put(type.type(), type));
  }

  /** Starts a registry. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public byte format() {
    return FORMAT;
  }

  @Override
  public boolean accepts(Object value) {
    return id(value) != null;
  }

  @Override
  public boolean isImmutable(Object value) {
    JsonType type = byClass.get(value.getClass());
    return type != null && type.isImmutable();
  }

  private @Nullable String id(@Nullable Object value) {
    if (value == null) {
      return NULL;
    }
    JsonType type = byClass.get(value.getClass());
    if (type != null) {
      return type.id();
    }
    if (value instanceof List) {
      return LIST;
    }
    if (value instanceof Set) {
      return SET;
    }
    return value instanceof Map ? MAP : null;
  }

  @Override
  public byte[] encode(Object value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
    String id = idOrRefuse(value);
    bytes.write(id.length());
    bytes.writeBytes(id.getBytes(US_ASCII));
    try (JsonGenerator json = mapper.createGenerator(bytes)) {
      write(json, value);
    }
    return bytes.toByteArray();
  }

  private String idOrRefuse(@Nullable Object value) {
    String id = id(value);
    if (value != null && id == null) {
      throw new IllegalArgumentException(
          "no type is registered for " + value.getClass().getName());
    }
    return Objects.requireNonNull(id);
  }

  private void write(JsonGenerator json, @Nullable Object value) {
    JsonType type = value == null ? null : byClass.get(value.getClass());
    if (type != null) {
      json.writePOJO(type.outgoing().apply(value));
    } else if (value instanceof Map<?, ?> map) {
      writeMap(json, map);
    } else if (value instanceof Iterable<?> values) {
      writeAll(json, values);
    } else {
      json.writeNull();
    }
  }

  /** Elements become pairs of id and value in one array. */
  private void writeAll(JsonGenerator json, Iterable<?> values) {
    json.writeStartArray();
    for (Object value : values) {
      writePair(json, value);
    }
    json.writeEndArray();
  }

  private void writeMap(JsonGenerator json, Map<?, ?> map) {
    json.writeStartArray();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String key)) {
        throw new IllegalArgumentException("only maps with keys of type String can be stored");
      }
      json.writeString(key);
      writePair(json, entry.getValue());
    }
    json.writeEndArray();
  }

  private void writePair(JsonGenerator json, @Nullable Object value) {
    json.writeString(idOrRefuse(value));
    write(json, value);
  }

  @Override
  public Object decode(byte[] bytes) throws IOException {
    int length = bytes.length == 0 ? 0 : bytes[0];
    if (length < 1 || length >= bytes.length) {
      throw new IOException("no type id");
    }
    String id = new String(bytes, 1, length, US_ASCII);
    int start = 1 + length;
    try (JsonParser json = mapper.createParser(bytes, start, bytes.length - start)) {
      json.nextToken();
      Object value = read(json, id);
      if (value == null || json.nextToken() != null) {
        throw new IOException("not one value");
      }
      return value;
    } catch (JacksonException e) {
      // Without the cause: Jackson's messages quote the value.
      throw new IOException("no JSON of type " + shown(id) + ": " + e.getClass().getSimpleName());
    }
  }

  private @Nullable Object read(JsonParser json, String id) throws IOException {
    return switch (id) {
      case NULL -> null;
      case LIST -> readAll(json, new ArrayList<>());
      case SET -> readAll(json, new LinkedHashSet<>());
      case MAP -> readMap(json);
      default -> readRegistered(json, id);
    };
  }

  private Object readRegistered(JsonParser json, String id) throws IOException {
    JsonType type = byId.get(id);
    if (type == null) {
      throw new IOException("unknown type id " + shown(id));
    }
    Object value = json.readValueAs(type.form());
    if (value == null) {
      throw new IOException("null as " + id);
    }
    return type.incoming().apply(value);
  }

  private <C extends Collection<@Nullable Object>> C readAll(JsonParser json, C into)
      throws IOException {
    expectArray(json);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      into.add(readPair(json));
    }
    return into;
  }

  private Map<String, @Nullable Object> readMap(JsonParser json) throws IOException {
    expectArray(json);
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      String key = text(json);
      json.nextToken();
      map.put(key, readPair(json));
    }
    return map;
  }

  private @Nullable Object readPair(JsonParser json) throws IOException {
    String id = text(json);
    json.nextToken();
    return read(json, id);
  }

  private static void expectArray(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw new IOException("no array");
    }
  }

  private static String text(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw new IOException("no text where one belongs");
    }
    return json.getString();
  }

  /** An id from Redis, fit for a message. */
  private static String shown(String id) {
    return Builder.ID.matcher(id).matches() ? id : "(malformed)";
  }

  /** Collects types. Not thread-safe. */
  public static final class Builder {
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9._@-]{0,31}");

    private final Map<String, JsonType> types = new LinkedHashMap<>();
    private JsonMapper mapper = JsonMapper.shared();

    private Builder() {
      JsonType.standard().forEach(this::add);
    }

    /**
     * Registers a class that Jackson can write and read. Values must be of exactly this class.
     *
     * @param id what Redis calls it: 1 to 32 of {@code a-z 0-9 . _ @ -}; it must never change
     */
    public Builder type(String id, Class<?> type) {
      return add(
          new JsonType(id, type, type, Function.identity(), Function.identity(), type.isEnum()));
    }

    /**
     * Registers a class that is written in the form of another one.
     *
     * @param form the class that Jackson writes and reads
     */
    public <T, F> Builder type(
        String id,
        Class<T> type,
        Class<F> form,
        Function<? super T, ? extends F> outgoing,
        Function<? super F, ? extends T> incoming) {
      return add(new JsonType(
          id,
          type,
          form,
          value -> outgoing.apply(type.cast(value)),
          value -> incoming.apply(form.cast(value)),
          false));
    }

    private Builder add(JsonType type) {
      if (!ID.matcher(type.id()).matches()) {
        throw new IllegalArgumentException(
            "a type id must be 1 to 32 of a-z, 0-9, '.', '_', '@', '-': " + type.id());
      }
      boolean taken = List.of(LIST, SET, MAP, NULL).contains(type.id())
          || types.values().stream().anyMatch(other -> other.type() == type.type());
      if (taken || types.putIfAbsent(type.id(), type) != null) {
        throw new IllegalArgumentException("registered twice: " + type.id());
      }
      return this;
    }

    /**
     * The mapper that writes and reads registered types; a plain one by default.
     *
     * @throws IllegalArgumentException if it has default typing on, which lets JSON name classes
     */
    public Builder mapper(JsonMapper value) {
      if (value.deserializationConfig().getDefaultTyper(null) != null) {
        throw new IllegalArgumentException("a mapper with default typing lets JSON name classes");
      }
      mapper = value;
      return this;
    }

    /** The codec. */
    public TypedJson build() {
      return new TypedJson(this);
    }
  }
}
