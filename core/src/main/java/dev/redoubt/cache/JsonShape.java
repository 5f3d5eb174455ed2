// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.jsonFormatVisitors.JsonAnyFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonArrayFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonBooleanFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatTypes;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitable;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import tools.jackson.databind.jsonFormatVisitors.JsonIntegerFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonMapFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonNumberFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonObjectFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonStringFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonValueFormat;

/**
 * The shape of the JSON that a type becomes, as a text that is equal for equal shapes: names and
 * kinds of properties, whatever their order, and constants of enums. Names of classes and the width
 * of numbers do not matter, since they do not show in JSON.
 */
final class JsonShape extends JsonFormatVisitorWrapper.Base {
  private final @Nullable JsonShape parent;
  private final Map<String, JsonShape> parts = new TreeMap<>();
  private @Nullable JavaType type;
  private String kind = "any";

  private JsonShape(@Nullable JsonShape parent, @Nullable SerializationContext context) {
    super(context);
    this.parent = parent;
  }

  static String of(JavaType type, ObjectMapper mapper) {
    JsonShape shape = new JsonShape(null, null);
    mapper.acceptJsonFormatVisitor(type, shape);
    return shape.toString();
  }

  @Override
  public @Nullable JsonObjectFormatVisitor expectObjectFormat(JavaType objectType) {
    int levels = levelsUpTo(objectType);
    if (levels > 0) {
      kind = "recursive " + levels;
      return null;
    }
    kind = "object";
    type = objectType;
    return new Properties();
  }

  @Override
  public JsonArrayFormatVisitor expectArrayFormat(JavaType arrayType) {
    kind = "array";
    return new Items();
  }

  @Override
  public JsonMapFormatVisitor expectMapFormat(JavaType mapType) {
    kind = "map";
    return new Entries();
  }

  @Override
  public JsonStringFormatVisitor expectStringFormat(JavaType stringType) {
    kind = "string";
    return new Text();
  }

  @Override
  public JsonNumberFormatVisitor expectNumberFormat(JavaType numberType) {
    kind = "number";
    return new JsonNumberFormatVisitor.Base();
  }

  @Override
  public JsonIntegerFormatVisitor expectIntegerFormat(JavaType integerType) {
    kind = "integer";
    return new JsonIntegerFormatVisitor.Base();
  }

  @Override
  public JsonBooleanFormatVisitor expectBooleanFormat(JavaType booleanType) {
    kind = "boolean";
    return new JsonBooleanFormatVisitor.Base();
  }

  @Override
  public JsonAnyFormatVisitor expectAnyFormat(JavaType anyType) {
    kind = "any";
    return new JsonAnyFormatVisitor.Base();
  }

  @Override
  public String toString() {
    return parts.isEmpty() ? kind : kind + parts;
  }

  /** How many levels above this one the type is being described already, or 0. */
  private int levelsUpTo(JavaType wanted) {
    int levels = 1;
    for (JsonShape above = parent; above != null; above = above.parent) {
      if (wanted.equals(above.type)) {
        return levels;
      }
      levels++;
    }
    return 0;
  }

  private void part(String name, @Nullable JsonFormatVisitable visitable, JavaType partType) {
    JsonShape part = new JsonShape(this, getContext());
    parts.put(name, part);
    if (visitable != null) {
      visitable.acceptJsonFormatVisitor(part, partType);
    }
  }

  private final class Properties extends JsonObjectFormatVisitor.Base {
    Properties() {
      super(JsonShape.this.getContext());
    }

    @Override
    public void property(BeanProperty property) {
      optionalProperty(property);
    }

    @Override
    public void property(String name, JsonFormatVisitable visitable, JavaType hint) {
      part(name, visitable, hint);
    }

    @Override
    public void optionalProperty(BeanProperty property) {
      JsonFormatVisitable serializer =
          JsonShape.this.getContext().findPrimaryPropertySerializer(property.getType(), property);
      part(property.getName(), serializer, property.getType());
    }

    @Override
    public void optionalProperty(String name, JsonFormatVisitable visitable, JavaType hint) {
      part(name, visitable, hint);
    }
  }

  private final class Items extends JsonArrayFormatVisitor.Base {
    Items() {
      super(JsonShape.this.getContext());
    }

    @Override
    public void itemsFormat(JsonFormatVisitable visitable, JavaType hint) {
      part("item", visitable, hint);
    }

    @Override
    public void itemsFormat(JsonFormatTypes format) {
      kind = "array of " + format.value();
    }
  }

  private final class Entries extends JsonMapFormatVisitor.Base {
    Entries() {
      super(JsonShape.this.getContext());
    }

    @Override
    public void valueFormat(JsonFormatVisitable visitable, JavaType hint) {
      part("value", visitable, hint);
    }
  }

  private final class Text extends JsonStringFormatVisitor.Base {
    @Override
    public void format(JsonValueFormat format) {
      kind = "string " + format;
    }

    @Override
    public void enumTypes(Set<String> constants) {
      kind = "one of " + new TreeSet<>(constants);
    }
  }
}
